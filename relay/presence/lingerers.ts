import { offline, type Standing } from './standing.ts';

export type Lingerer = {
  channelId: string;
  person: string;
  login: string;
  standing: Standing;
  untilMs: number;
};

/**
 * People whose last socket in a channel here was lost a moment ago: they count as present a while
 * longer, because they are probably on their way back.
 */
export class Lingerers {
  readonly #graceMs: number;
  readonly #channels = new Map<string, Map<string, Lingerer>>();
  /** In the order in which their time ends. */
  #queue: Lingerer[] = [];

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  add(lingerer: Omit<Lingerer, 'untilMs'>, nowMs: number): void {
    const { channelId, person } = lingerer;
    let people = this.#channels.get(channelId);
    if (!people) this.#channels.set(channelId, (people = new Map<string, Lingerer>()));
    const kept = { ...lingerer, untilMs: nowMs + this.#graceMs };
    people.set(person, kept);
    this.#queue.push(kept);
  }

  standing(channelId: string, person: string): Standing {
    return this.#channels.get(channelId)?.get(person)?.standing ?? offline;
  }

  of(channelId: string): Iterable<Lingerer> {
    return this.#channels.get(channelId)?.values() ?? [];
  }

  countIn(channelId: string): number {
    return this.#channels.get(channelId)?.size ?? 0;
  }

  /** They came back, or may not stay. */
  remove(channelId: string, person: string): void {
    const people = this.#channels.get(channelId);
    if (people?.delete(person) && people.size === 0) this.#channels.delete(channelId);
  }

  /** Those of one person, by some of their logins or by all. */
  ofPerson(person: string, logins: readonly string[] | null): Lingerer[] {
    return this.#queue.filter(
      (one) => one.person === person && this.#isKept(one) && (logins?.includes(one.login) ?? true),
    );
  }

  /** Those whose time is over; they are still here until they are removed. */
  due(nowMs: number): Lingerer[] {
    const first = this.#queue.findIndex(({ untilMs }) => untilMs > nowMs);
    if (first === 0) return [];
    const over = this.#queue.splice(0, first < 0 ? this.#queue.length : first);
    return over.filter((one) => this.#isKept(one));
  }

  #isKept(one: Lingerer): boolean {
    return this.#channels.get(one.channelId)?.get(one.person) === one;
  }
}
