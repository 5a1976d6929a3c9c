import type { AnyFrame, TestSocket } from '../../../internal/testing/socket.ts';
import type { Limits } from '../../limits.ts';

export const quickGraceMs = 3000;

/** Presence within fractions of a second. */
export const quickPresence: Partial<Limits> = {
  presenceTickMs: 20,
  presenceRoundMs: 100,
  presenceBeatMs: 200,
  presenceSilentMs: quickGraceMs + 200,
  presenceGraceMs: quickGraceMs,
  presenceAwaitMs: 300,
};

type Named = { id: string; state: string };

/** Presence frames of a channel, in the order in which this socket got them. */
export function presenceFrames({ received }: TestSocket, channel: string): AnyFrame[] {
  return received.filter(({ op, channel_id }) => op === 'presence' && channel_id === channel);
}

/**
 * As what somebody was shown, one after the other: `offline` also when a complete list leaves them
 * out. What is said twice in a row counts once.
 */
export function shownAs(socket: TestSocket, channel: string, person: string): string[] {
  const shown: string[] = [];
  for (const frame of presenceFrames(socket, channel)) {
    const named = (frame['people'] as Named[] | undefined)?.find(({ id }) => id === person);
    const state = named?.state ?? (frame['complete'] === true ? 'offline' : undefined);
    if (state !== undefined && state !== shown.at(-1)) shown.push(state);
  }
  return shown;
}

/** The same from the moment on when they were there first. */
export function shownSince(socket: TestSocket, channel: string, person: string): string[] {
  const shown = shownAs(socket, channel, person);
  return shown.slice(shown.findIndex((state) => state !== 'offline'));
}

/** How somebody is shown now. */
export function stateOf(socket: TestSocket, channel: string, person: string): string | undefined {
  return shownAs(socket, channel, person).at(-1);
}
