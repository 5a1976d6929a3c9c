import { z } from 'zod';
import { id } from '../../internal/contract/ids.ts';
import { away, offline, online, type People, type Standing } from './standing.ts';

/** Bytes of one message between relays, roughly. */
export const maxLiveBytes = 200 * 1024;
/** What an id costs in one: a UUID, its quotes and a comma. */
export const idBytes = 39;

const ids = z.array(id);
const count = z.number().int().min(0);

/** People by how they stand now. */
const standings = z.strictObject({
  online: ids.optional(),
  away: ids.optional(),
  offline: ids.optional(),
});
export type Standings = z.infer<typeof standings>;

/** All who are in a channel at one relay: `of` people, of whom these are those from `at` on. */
const roster = z.strictObject({
  online: ids.optional(),
  away: ids.optional(),
  at: count,
  of: count,
});
export type Roster = z.infer<typeof roster>;

/**
 * What a relay says to all others (key `all`) or to one (key: its id). `n` counts those with
 * `changes`, which also say that the relay lives; who misses a number asks again for everything.
 */
export const livePresence = z.strictObject({
  relay: id,
  n: count,
  /** By channel. */
  changes: z.record(id, standings).optional(),
  /** Who is in these channels? */
  ask: ids.optional(),
  /** By channel. */
  answer: z.record(id, roster).optional(),
});
export type LivePresence = z.infer<typeof livePresence>;

/** Everybody in it, with how they stand. */
export function* eachOf({ online: here = [], away: idle = [], offline: gone = [] }: Standings) {
  for (const person of here) yield [person, online] as [string, Standing];
  for (const person of idle) yield [person, away] as [string, Standing];
  for (const person of gone) yield [person, offline] as [string, Standing];
}

/** A channel's people as rosters of at most `maxPeople` each; one that is empty for nobody. */
export function splitRoster(people: People, maxPeople: number): Roster[] {
  const all = [...people];
  const rosters: Roster[] = [];
  for (let at = 0; at === 0 || at < all.length; at += maxPeople) {
    const some = all.slice(at, at + maxPeople);
    const pick = (wanted: Standing) =>
      some.filter(([, standing]) => standing === wanted).map(([person]) => person);
    rosters.push({ online: pick(online), away: pick(away), at, of: all.length });
  }
  return rosters;
}
