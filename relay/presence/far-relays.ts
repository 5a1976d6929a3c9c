import { FarRelay } from './far-relay.ts';
import { eachOf, type LivePresence } from './live-presence.ts';
import { higher, offline, type People, raise, type Standing } from './standing.ts';

/** Ids in one question; its answer is longer. */
const maxAsked = 2000;

export type FarRelaysOptions = {
  /** A relay that is silent for longer is dead. */
  silentMs: number;
  /** When a question without an answer is asked again. */
  askAgainMs: number;
  /** Called before somebody's standing changes. */
  touch: (channelId: string, person: string) => void;
  isFollowed: (channelId: string) => boolean;
  /** Asks one relay, or all. */
  ask: (relay: string | null, channels: string[]) => void;
};

/** The other relays, and who sits there in the channels that this one follows. */
export class FarRelays {
  readonly #options: FarRelaysOptions;
  readonly #relays = new Map<string, FarRelay>();
  readonly #followed = new Set<string>();
  /** Followed since the others were last asked. */
  readonly #fresh = new Set<string>();

  constructor(options: FarRelaysOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#relays.size;
  }

  standing(channelId: string, person: string): Standing {
    let best: Standing = offline;
    for (const far of this.#relays.values()) best = higher(best, far.standing(channelId, person));
    return best;
  }

  addTo(people: People, channelId: string): void {
    for (const far of this.#relays.values()) {
      for (const [person, standing] of far.of(channelId)) raise(people, person, standing);
    }
  }

  countIn(channelId: string): number {
    let sum = 0;
    for (const far of this.#relays.values()) sum += far.countIn(channelId);
    return sum;
  }

  /** Some relay has not said yet who is there. */
  isAwaited(channelId: string): boolean {
    for (const far of this.#relays.values()) if (far.isAwaited(channelId)) return true;
    return false;
  }

  /** From now on it matters who is in this channel elsewhere. */
  follow(channelId: string): void {
    if (this.#followed.has(channelId)) return;
    this.#followed.add(channelId);
    if (this.#relays.size === 0) return;
    this.#fresh.add(channelId);
    for (const far of this.#relays.values()) far.await(channelId);
  }

  /** Forgets what is known of channels that nobody follows any more. */
  sweep(): void {
    for (const channelId of this.#followed) {
      if (this.#options.isFollowed(channelId)) continue;
      this.#followed.delete(channelId);
      this.#fresh.delete(channelId);
      for (const far of this.#relays.values()) far.forget(channelId);
    }
  }

  hear(message: LivePresence, nowMs: number): void {
    const { relay, n, changes, answer } = message;
    const far = this.#relays.get(relay) ?? this.#meet(relay, changes ? n - 1 : n, nowMs);
    far.heardAtMs = nowMs;
    if (changes && n > far.n) {
      if (n > far.n + 1) for (const channelId of this.#followed) far.await(channelId);
      far.n = n;
      this.#apply(far, changes);
    }
    // An older one lacks what came since; it is asked for again.
    if (answer && n >= far.n) this.#take(far, answer);
  }

  #meet(id: string, n: number, nowMs: number): FarRelay {
    const far = new FarRelay(id, n, nowMs);
    for (const channelId of this.#followed) far.await(channelId);
    this.#relays.set(id, far);
    return far;
  }

  #apply(far: FarRelay, changes: NonNullable<LivePresence['changes']>): void {
    for (const [channelId, standings] of Object.entries(changes)) {
      if (!this.#followed.has(channelId)) continue;
      for (const [person, standing] of eachOf(standings)) {
        this.#options.touch(channelId, person);
        far.set(channelId, person, standing);
      }
    }
  }

  #take(far: FarRelay, answer: NonNullable<LivePresence['answer']>): void {
    for (const [channelId, roster] of Object.entries(answer)) {
      if (!this.#followed.has(channelId)) continue;
      const people = far.collect(channelId, roster);
      if (!people) continue;
      for (const [person] of far.of(channelId)) this.#options.touch(channelId, person);
      for (const person of people.keys()) this.#options.touch(channelId, person);
      far.replace(channelId, people);
    }
  }

  /** What must be asked now: all relays for what is new, each for what it owes. */
  ask(nowMs: number): void {
    const fresh = [...this.#fresh];
    this.#fresh.clear();
    for (const some of slices(fresh)) this.#options.ask(null, some);
    const sinceMs = nowMs - this.#options.askAgainMs;
    for (const far of this.#relays.values()) {
      for (const channelId of fresh) far.asked(channelId, nowMs);
      for (const some of slices(far.unanswered(sinceMs))) {
        this.#options.ask(far.id, some);
        for (const channelId of some) far.asked(channelId, nowMs);
      }
    }
  }

  /** Lets go of relays that are silent for too long, and of everybody there; true if there are. */
  expire(nowMs: number): boolean {
    const before = this.#relays.size;
    for (const [id, far] of this.#relays) {
      if (nowMs - far.heardAtMs <= this.#options.silentMs) continue;
      for (const [channelId, people] of far.channels()) {
        for (const person of people.keys()) this.#options.touch(channelId, person);
      }
      this.#relays.delete(id);
    }
    return this.#relays.size < before;
  }

  /** This relay did not listen for a while, so that their silence says nothing. */
  excuse(ms: number): void {
    for (const far of this.#relays.values()) far.heardAtMs += ms;
  }
}

function* slices(channels: string[]): Iterable<string[]> {
  for (let start = 0; start < channels.length; start += maxAsked) {
    yield channels.slice(start, start + maxAsked);
  }
}
