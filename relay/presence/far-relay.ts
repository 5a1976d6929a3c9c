import { eachOf, type Roster } from './live-presence.ts';
import { offline, type People, type Standing } from './standing.ts';

const neverMs = -Infinity;

/** Another relay, as far as its people sit in channels that this one follows. */
export class FarRelay {
  readonly id: string;
  heardAtMs: number;
  /** The last of its numbered messages that came. */
  n: number;
  readonly #channels = new Map<string, People>();
  /** Channels of which it has not said who is there, and when it was asked. */
  readonly #awaited = new Map<string, number>();
  /** Rosters of which some parts have come. */
  readonly #parts = new Map<string, People>();

  constructor(id: string, n: number, heardAtMs: number) {
    this.id = id;
    this.n = n;
    this.heardAtMs = heardAtMs;
  }

  standing(channelId: string, person: string): Standing {
    return this.#channels.get(channelId)?.get(person) ?? offline;
  }

  of(channelId: string): Iterable<[string, Standing]> {
    return this.#channels.get(channelId) ?? [];
  }

  countIn(channelId: string): number {
    return this.#channels.get(channelId)?.size ?? 0;
  }

  channels(): Iterable<[string, People]> {
    return this.#channels;
  }

  set(channelId: string, person: string, standing: Standing): void {
    let people = this.#channels.get(channelId);
    if (standing === offline) {
      if (people?.delete(person) && people.size === 0) this.#channels.delete(channelId);
      return;
    }
    if (!people) this.#channels.set(channelId, (people = new Map<string, Standing>()));
    people.set(person, standing);
  }

  /** What it said before of this channel does not count as sure any more. */
  await(channelId: string): void {
    this.#awaited.set(channelId, neverMs);
  }

  isAwaited(channelId: string): boolean {
    return this.#awaited.has(channelId);
  }

  asked(channelId: string, nowMs: number): void {
    if (this.#awaited.has(channelId)) this.#awaited.set(channelId, nowMs);
  }

  /** Channels to ask for now: those never asked for, and those asked for before `sinceMs`. */
  unanswered(sinceMs: number): string[] {
    if (this.#awaited.size === 0) return [];
    return [...this.#awaited].filter(([, askedAtMs]) => askedAtMs < sinceMs).map(([id]) => id);
  }

  /** Everybody it has in a channel, once all parts have come; null before. */
  collect(channelId: string, roster: Roster): People | null {
    const people = roster.at === 0 ? new Map<string, Standing>() : this.#parts.get(channelId);
    if (people?.size !== roster.at) return null;
    for (const [person, standing] of eachOf(roster)) people.set(person, standing);
    if (people.size < roster.of) {
      this.#parts.set(channelId, people);
      return null;
    }
    this.#parts.delete(channelId);
    return people;
  }

  replace(channelId: string, people: People): void {
    this.#awaited.delete(channelId);
    if (people.size === 0) this.#channels.delete(channelId);
    else this.#channels.set(channelId, people);
  }

  forget(channelId: string): void {
    this.#channels.delete(channelId);
    this.#awaited.delete(channelId);
    this.#parts.delete(channelId);
  }
}
