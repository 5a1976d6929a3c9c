/** What one writer wrote into a room, by number, and what every member saw of it. */
export class RoomRecord {
  readonly channel: string;
  #written = 0;
  #acked = 0;
  readonly #ackedNumbers = new Set<number>();
  readonly witnesses: RoomWitness[] = [];

  constructor(channel: string) {
    this.channel = channel;
  }

  nextNumber(): number {
    return ++this.#written;
  }

  ack(number: number): void {
    if (this.#ackedNumbers.has(number)) return;
    this.#ackedNumbers.add(number);
    this.#acked++;
  }

  get acked(): number {
    return this.#acked;
  }

  newWitness(): RoomWitness {
    const witness = new RoomWitness();
    this.witnesses.push(witness);
    return witness;
  }

  /** What was found so far has been told. */
  settle(): void {
    this.#acked = 0;
    this.#ackedNumbers.clear();
    for (const witness of this.witnesses) {
      witness.doubled = 0;
      witness.disordered = 0;
    }
  }

  /** Over all members: what was acked and did not come. */
  countLost(): number {
    let lost = 0;
    for (const { seen } of this.witnesses) {
      for (const number of this.#ackedNumbers) if (!seen.has(number)) lost++;
    }
    return lost;
  }
}

/** What one member saw of a room, over all its connections. */
export class RoomWitness {
  readonly seen = new Set<number>();
  doubled = 0;
  disordered = 0;
  #last = 0;

  see(number: number): void {
    if (this.seen.has(number)) {
      this.doubled++;
      return;
    }
    this.seen.add(number);
    if (number < this.#last) this.disordered++;
    this.#last = Math.max(this.#last, number);
  }
}
