import {
  idBytes,
  type LivePresence,
  maxLiveBytes,
  type Roster,
  splitRoster,
  type Standings,
} from './live-presence.ts';
import { nameOf, type People, type Standing } from './standing.ts';

type Said = Omit<LivePresence, 'relay'>;

export type AnnouncerOptions = {
  beatMs: number;
  /** To one relay, or to all. */
  publish: (relay: string | null, message: Said) => void;
};

type Changes = Record<string, Standings>;

const rosterPeople = 2000;

/**
 * What this relay says of its own people: changes are collected and go out together, as few
 * messages as their size allows; without any, it says now and then that it lives.
 */
export class Announcer {
  readonly #options: AnnouncerOptions;
  readonly #changes = new Map<string, Standings>();
  #n = 0;
  #saidAtMs = -Infinity;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  add(channelId: string, person: string, standing: Standing): void {
    let standings = this.#changes.get(channelId);
    if (!standings) this.#changes.set(channelId, (standings = {}));
    (standings[nameOf(standing)] ??= []).push(person);
  }

  /** Says what was added. */
  flush(nowMs: number): void {
    if (this.#changes.size === 0) return;
    const parts = sliceByBytes(this.#changes, (standings) =>
      Object.values(standings).reduce((sum, people) => sum + people.length, 1),
    );
    this.#changes.clear();
    for (const changes of parts) this.#number(changes, nowMs);
  }

  /** Says that this relay lives, unless it has said something lately. */
  beat(nowMs: number): void {
    if (nowMs - this.#saidAtMs >= this.#options.beatMs) this.#number({}, nowMs);
  }

  /** The bus is back: the others hear at once that this relay lives. */
  hurry(): void {
    this.#saidAtMs = -Infinity;
  }

  /** What is not sent because the bus is away had a number all the same, which the others miss. */
  #number(changes: Changes, nowMs: number): void {
    this.#n++;
    this.#saidAtMs = nowMs;
    this.#options.publish(null, { n: this.#n, changes });
  }

  ask(relay: string | null, channels: string[]): void {
    this.#options.publish(relay, { n: this.#n, ask: channels });
  }

  /** @param ownPeople who is in a channel here */
  answer(relay: string, channels: string[], ownPeople: (channelId: string) => People): void {
    const rosters = channels.flatMap((channelId) =>
      splitRoster(ownPeople(channelId), rosterPeople).map(
        (roster) => [channelId, roster] as [string, Roster],
      ),
    );
    const countIds = ({ online = [], away = [] }: Roster) => online.length + away.length + 2;
    for (const answer of sliceByBytes(rosters, countIds)) {
      this.#options.publish(relay, { n: this.#n, answer });
    }
  }
}

/** Records of at most a message's bytes each; a channel that comes twice begins another. */
function sliceByBytes<T>(
  entries: Iterable<[string, T]>,
  idsOf: (value: T) => number,
): Record<string, T>[] {
  const slices: Record<string, T>[] = [];
  let slice: Record<string, T> = {};
  let bytes = 0;
  for (const [channelId, value] of entries) {
    const size = (1 + idsOf(value)) * idBytes;
    if (bytes > 0 && (bytes + size > maxLiveBytes || Object.hasOwn(slice, channelId))) {
      slices.push(slice);
      slice = {};
      bytes = 0;
    }
    slice[channelId] = value;
    bytes += size;
  }
  if (bytes > 0) slices.push(slice);
  return slices;
}
