import { setTimeout as sleep } from 'node:timers/promises';
import type { Recovery } from './clients/history.ts';
import type { Room } from './clients/room.ts';

export type ConvergeOptions = {
  /** What the mesh recovers from, for the report. */
  what: string;
  limitMs: number;
  /** When it began, by `performance.now()`; now when not given. */
  sinceMs?: number;
};

/** How long a mesh that is not whole in time is waited for, to tell by how much. */
const graceMs = 10_000;
const lookEveryMs = 5;

/**
 * Waits until all that was written before is settled and stands on every screen, however much is
 * written meanwhile. Adds to `recoveries` how long it took; null when it took far too long.
 */
export async function converge(
  recoveries: Recovery[],
  rooms: readonly Room[],
  { what, limitMs, sinceMs = performance.now() }: ConvergeOptions,
): Promise<number | null> {
  const untilMs = performance.now();
  const goals = new Map<Room, number>();
  const isWhole = () => rooms.every((room) => isSettled(room, untilMs, goals));
  const deadlineMs = sinceMs + limitMs + graceMs;
  while (!isWhole() && performance.now() < deadlineMs) await sleep(lookEveryMs);
  const tookMs = isWhole() ? performance.now() - sinceMs : null;
  const missing = rooms.flatMap((room) => describeMissing(room, untilMs, goals));
  recoveries.push({ what, tookMs, limitMs, ...(tookMs === null && { missing }) });
  return tookMs;
}

/** What a room still waits for. */
function describeMissing(room: Room, untilMs: number, goals: Map<Room, number>): string[] {
  if (isSettled(room, untilMs, goals)) return [];
  const [oldest] = room.unsettled();
  const ageMs = Math.round(performance.now() - (oldest?.atMs ?? performance.now()));
  const waiting = oldest ? `${oldest.cid} unsettled for ${ageMs} ms` : 'nothing unsettled';
  const screens = room.lastSeqs().join(', ');
  const goal = goals.get(room) ?? 'none yet';
  return [`${room.channelId}: ${waiting}; screens stand at ${screens}; goal ${goal}`];
}

/** What was written before is settled, and whatever was on one screen then is on all of them. */
function isSettled(room: Room, untilMs: number, goals: Map<Room, number>): boolean {
  const [oldest] = room.unsettled();
  if (!goals.has(room) && oldest && oldest.atMs <= untilMs) return false;
  const lasts = room.lastSeqs();
  const acked = room.visitor.log.acks.at(-1)?.seq ?? 0;
  const goal = goals.get(room) ?? Math.max(acked, ...lasts);
  goals.set(room, goal);
  return lasts.every((last) => last >= goal);
}
