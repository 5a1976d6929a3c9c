import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../internal/contract/errors.ts';
import { mayVisit } from '../../internal/policy/conversations.ts';
import type { Relay } from '../context.ts';
import { readFurtherChannels } from '../hello/further-channels.ts';
import { joinChannel, tellWaiting } from './seating.ts';
import type { Session } from './session.ts';

const joiningWaitMs = 500;
const refreshesAtOnce = 8;
const firstWaitMs = 100;
const maxWaitMs = 1000;

/** After a `take`: the event that makes the channel live may be lost. */
export function healJoining(relay: Relay, session: Session, channelId: string): void {
  const check = async () => {
    await sleep(joiningWaitMs, undefined, { ref: false });
    if (!session.isEnded && !session.seats.has(channelId)) await refresh(relay, session);
  };
  check().catch((error: unknown) => relay.log.warn({ err: error }, 'session not refreshed'));
}

/**
 * Somebody came into this channel lately. When it is not live on their socket and they did not
 * close it, then the event that said so was lost.
 */
export async function healMissing(
  relay: Relay,
  session: Session,
  channelId: string,
): Promise<void> {
  const { seats, opening, closed, sought } = session;
  const isThere = seats.has(channelId) || opening.has(channelId);
  // Not every channel that one belongs to is live by itself; it is asked for once.
  if (isThere || closed.has(channelId) || sought.has(channelId)) return;
  sought.add(channelId);
  const isSure = await refresh(relay, session).then(
    () => !seats.has(channelId),
    () => false,
  );
  if (!isSure) sought.delete(channelId);
}

/**
 * After the bus was away: channels may have come or gone, for each session, a few at a time. Who
 * cannot be looked up is, as soon as somebody answers.
 */
export async function refreshAll(relay: Relay): Promise<void> {
  const sessions = [...relay.hub.sessions].filter((session) => session.stage === 'joined');
  const work = async () => {
    for (let session = sessions.pop(); session; session = sessions.pop()) {
      if (!session.isEnded) await refreshSurely(relay, session);
    }
  };
  await Promise.all(Array.from({ length: refreshesAtOnce }, work));
}

async function refreshSurely(relay: Relay, session: Session): Promise<void> {
  for (let waitMs = firstWaitMs; !session.isEnded; waitMs = Math.min(maxWaitMs, waitMs * 2)) {
    try {
      return await refresh(relay, session);
    } catch (error) {
      relay.log.warn({ err: error }, 'session not refreshed yet');
      if (!isPassing(error)) return;
      await sleep(waitMs, undefined, { ref: false });
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof AppError && ['unavailable', 'rate_limited'].includes(error.code);
}

/** Makes a session's channels what dbmgr says they are. */
async function refresh(relay: Relay, session: Session): Promise<void> {
  const joined = await relay.call.channels.joinChannels({}, session.callContext());
  const further = await readFurtherChannels(relay, session, joined.after);
  if (session.isEnded) return;
  const now = new Map([...joined.channels, ...further].map((channel) => [channel.id, channel]));
  for (const [id, seat] of session.seats) {
    if (!now.has(id)) await relay.healer.rereadMembers(seat.log);
  }
  for (const channel of now.values()) {
    if (!session.closed.has(channel.id)) await joinChannel(relay, session, channel, channel.head);
  }
  const list = joined.channels.find(({ kind }) => kind === 'waiting_list');
  if (list) tellWaiting(relay, session, list.id, joined.waiting);
  if (session.person && mayVisit(session.person.role)) {
    session.send({ op: 'agents', online: joined.agents_online });
  }
}
