import type { Announcer } from './announcer.ts';
import type { Audience } from './audience.ts';
import type { Change } from './present-people.ts';
import type { Roll } from './roll.ts';
import type { Standing } from './standing.ts';

export type RoundsOptions = {
  roll: Roll;
  announcer: Announcer;
  audience: Audience;
  /** From the beginning of one round to that of the next. */
  intervalMs: number;
};

/**
 * How somebody stood at this relay, as other relays know, and in all, as clients know; null when
 * not all of them were told the same.
 */
type Before = { own: Standing | null; all: Standing | null };

/** Channels that are looked through in one go; the others a tick later. */
const channelsAtOnce = 1000;

/**
 * Collects changes and tells of them in rounds. Nothing is kept of who was told what: a change
 * notes how somebody stood before it, once, and it is told if they stand otherwise when the round
 * comes to them.
 */
export class Rounds {
  readonly #options: RoundsOptions;
  /** By channel and person, in the order in which they are told. */
  readonly #changed = new Map<string, Map<string, Before>>();
  #dueAtMs = -Infinity;
  /** Channels of this round that are still to be told. */
  #left = 0;

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  /** Before somebody's standing may change. */
  touch(channelId: string, person: string): void {
    let people = this.#changed.get(channelId);
    if (!people) this.#changed.set(channelId, (people = new Map<string, Before>()));
    if (people.has(person)) return;
    const { roll } = this.#options;
    people.set(person, { own: roll.own(channelId, person), all: roll.all(channelId, person) });
  }

  /** A client was told how all in this channel stand now, ahead of the others. */
  exposeToClient(channelId: string): void {
    for (const before of this.#changed.get(channelId)?.values() ?? []) before.all = null;
  }

  /** The same for another relay. */
  exposeToRelay(channelId: string): void {
    for (const before of this.#changed.get(channelId)?.values() ?? []) before.own = null;
  }

  /** The next round begins with the next tick. */
  hurry(): void {
    this.#dueAtMs = -Infinity;
  }

  tick(nowMs: number): void {
    if (this.#left === 0) {
      if (this.#changed.size === 0 || nowMs < this.#dueAtMs) return;
      this.#left = this.#changed.size;
      this.#dueAtMs = nowMs + this.#options.intervalMs;
    }
    let room = channelsAtOnce;
    for (const [channelId, people] of this.#changed) {
      if (this.#left === 0 || room === 0) break;
      this.#left--;
      room--;
      this.#changed.delete(channelId);
      this.#tell(channelId, people, nowMs);
    }
    if (this.#left === 0) this.#options.announcer.flush(nowMs);
  }

  #tell(channelId: string, people: Map<string, Before>, nowMs: number): void {
    const { roll, announcer, audience } = this.#options;
    const changes: Change[] = [];
    for (const [person, before] of people) {
      const own = roll.own(channelId, person);
      if (own !== before.own) announcer.add(channelId, person, own);
      const all = roll.all(channelId, person);
      if (all !== before.all) changes.push([person, all]);
    }
    if (changes.length > 0) audience.tell(channelId, changes, nowMs);
  }
}
