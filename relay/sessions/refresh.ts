import { setTimeout as sleep } from 'node:timers/promises';
import type { Relay } from '../context.ts';
import { presentWaiting } from '../frames/present-entry.ts';
import { joinChannel } from './seating.ts';
import type { Session } from './session.ts';

const joiningWaitMs = 500;
const refreshesAtOnce = 8;

/** After a `take`: the event that makes the channel live may be lost. */
export function healJoining(relay: Relay, session: Session, channelId: string): void {
  const check = async () => {
    await sleep(joiningWaitMs, undefined, { ref: false });
    if (!session.isEnded && !session.seats.has(channelId)) await refresh(relay, session);
  };
  check().catch((error: unknown) => relay.log.warn({ err: error }, 'session not refreshed'));
}

/** After the bus was away: channels may have come or gone, for each session, a few at a time. */
export async function refreshAll(relay: Relay): Promise<void> {
  const sessions = [...relay.hub.sessions].filter((session) => session.stage === 'joined');
  const work = async () => {
    for (let session = sessions.pop(); session; session = sessions.pop()) {
      if (session.isEnded) continue;
      await refresh(relay, session).catch((error: unknown) =>
        relay.log.warn({ err: error }, 'session not refreshed'),
      );
    }
  };
  await Promise.all(Array.from({ length: refreshesAtOnce }, work));
}

/** Makes a session's channels what dbmgr says they are. */
async function refresh(relay: Relay, session: Session): Promise<void> {
  const joined = await relay.call.channels.joinChannels({}, session.callContext());
  if (session.isEnded) return;
  const now = new Map(joined.channels.map((channel) => [channel.id, channel]));
  for (const [id, seat] of session.seats) {
    if (!now.has(id)) await relay.healer.rereadMembers(seat.log);
  }
  for (const channel of now.values()) await joinChannel(relay, session, channel, channel.head);
  for (const entry of joined.waiting) session.send(presentWaiting(entry));
  if (session.person?.role === 'user') {
    session.send({ op: 'agents', online: joined.agents_online });
  }
}
