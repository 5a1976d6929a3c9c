/** A channel with too many people to name them. */
export type Crowd = {
  /** The numbers may have changed since they were told. */
  isStale: boolean;
  dueAtMs: number;
  /** The numbers as they were counted last, and what everybody was told. */
  counted: Buffer | null;
  countedAtMs: number;
  told: Buffer | null;
};

export type CrowdsOptions = {
  maxNamed: number;
  /** Numbers are told at most so often, … */
  intervalMs: number;
  /** … and the less often the more are told: time for each of them. */
  msPerSeat: number;
};

/** A channel is one until there are clearly fewer, so that nothing flips to and fro. */
const leavingShare = 0.8;

export class Crowds {
  readonly #options: CrowdsOptions;
  readonly #crowds = new Map<string, Crowd>();

  constructor(options: CrowdsOptions) {
    this.#options = options;
  }

  find(channelId: string): Crowd | undefined {
    return this.#crowds.get(channelId);
  }

  isCrowd(people: number): boolean {
    return people > this.#options.maxNamed;
  }

  isFew(people: number): boolean {
    return people <= this.#options.maxNamed * leavingShare;
  }

  begin(channelId: string, nowMs: number): Crowd {
    const crowd: Crowd = {
      isStale: true,
      dueAtMs: nowMs,
      counted: null,
      countedAtMs: -Infinity,
      told: null,
    };
    this.#crowds.set(channelId, crowd);
    return crowd;
  }

  end(channelId: string): void {
    this.#crowds.delete(channelId);
  }

  told(crowd: Crowd, seats: number, nowMs: number): void {
    const { intervalMs, msPerSeat } = this.#options;
    crowd.told = crowd.counted;
    crowd.isStale = false;
    crowd.dueAtMs = nowMs + Math.max(intervalMs, seats * msPerSeat);
  }

  due(nowMs: number): string[] {
    const stale = [...this.#crowds].filter(([, crowd]) => crowd.isStale && crowd.dueAtMs <= nowMs);
    return stale.map(([channelId]) => channelId);
  }
}
