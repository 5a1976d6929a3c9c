import type { Channel, channels } from '../../internal/contract/channels.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { type ClientFrame, closeCodes } from '../../internal/contract/frames.ts';
import type { OutputOf } from '../../internal/contract/types.ts';
import type { Seat } from '../channels/channel-log.ts';
import type { Relay } from '../context.ts';
import { presentChannel, presentWaiting } from '../frames/present-entry.ts';
import { retryWhileUnavailable } from '../retry.ts';
import { takeSeat } from '../sessions/seating.ts';
import type { Session } from '../sessions/session.ts';
import { Bucket } from '../sockets/bucket.ts';
import { openChannel } from '../ops/open.ts';
import { startingPoint } from './resume.ts';
import type { Claims } from './tokens.ts';

/** Channels beside the live ones that a `hello` may resume; each costs a look at the database. */
const maxOtherChannels = 20;

type Joined = OutputOf<(typeof channels)['operations']['joinChannels']>;

/**
 * Who it is, where they sit, and what they missed: `welcome`, the replay, `caught_up`. Closes the
 * socket with 4401 when the token or its login is not good now, with 1013 when nobody can say or
 * there are too many.
 */
export async function answerHello(
  relay: Relay,
  session: Session,
  frame: ClientFrame<'hello'>,
): Promise<boolean> {
  session.stage = 'joining';
  clearTimeout(session.timer);
  session.timer = setTimeout(
    () => session.connection.close(closeCodes.tryLater, 'too many at once'),
    relay.limits.welcomeTimeoutMs,
  );
  try {
    const claims = await relay.tokens.verify(frame.token);
    if (session.isEnded || !identify(relay, session, claims)) return false;
    const joined = await relay.helloGate.run(async () =>
      session.isEnded ? null : await join(relay, session),
    );
    if (session.isEnded || !joined) return false;
    refuseMismatch(claims, joined);
    await begin(relay, session, frame, joined);
    clearTimeout(session.timer);
    return !session.isEnded;
  } catch (error) {
    endHello(relay, session, error);
    return false;
  }
}

/** From here on whatever happens to this person or login is heard. */
function identify(relay: Relay, session: Session, claims: Claims): boolean {
  const { hub, limits, framesPerSecond, maxPersonSockets } = relay;
  if (hub.countOf(claims.sub) >= maxPersonSockets) {
    session.connection.close(closeCodes.tryLater, 'too many sockets of one person');
    return false;
  }
  session.login = claims.lid;
  session.person = { id: claims.sub, name: '', role: claims.role, org: claims.org };
  const rate = framesPerSecond * limits.personFrameFactor;
  hub.identify(
    session,
    claims.sub,
    () => new Bucket(rate, limits.frameBurstS, limits.frameDebtS, performance.now()),
  );
  return true;
}

function join(relay: Relay, session: Session): Promise<Joined> {
  const ask = () => relay.call.channels.joinChannels({}, session.callContext());
  return retryWhileUnavailable(ask, relay.limits.readPatienceMs);
}

/** The token was signed for what the login was then. */
function refuseMismatch(claims: Claims, { login }: Joined): void {
  const isSame = login.user.id === claims.sub && login.auth_version === claims.av;
  if (!isSame) throw new AppError('unauthenticated', 'The token is older than the login.');
}

async function begin(
  relay: Relay,
  session: Session,
  frame: ClientFrame<'hello'>,
  joined: Joined,
): Promise<void> {
  const { login, store, waiting, agents_online } = joined;
  relay.store.id = store;
  session.person = login.user;
  session.joinedAtMs = performance.now();
  session.send({
    op: 'welcome',
    user: { ...login.user, online: login.online },
    store,
    channels: joined.channels.map(presentChannel),
    agents_online,
    ping_s: relay.limits.pingIntervalMs / 1000,
  });
  for (const entry of waiting) session.send(presentWaiting(entry));
  const { connection, person } = session;
  const { requestId, address } = connection;
  relay.log.info(
    { request_id: requestId, address, person: person.id, role: person.role },
    'socket opened',
  );
  const isSameStore = frame.store === undefined || frame.store === store;
  const positions = new Map(Object.entries(frame.resume ?? {}));
  const seats = await Promise.all(
    joined.channels.map((channel) =>
      sitDown(relay, session, channel, positions.get(channel.id), isSameStore),
    ),
  );
  for (const { id } of joined.channels) positions.delete(id);
  session.stage = 'joined';
  void replay(relay, session, seats, isSameStore ? positions : new Map<string, number>()).catch(
    (error: unknown) => endHello(relay, session, error),
  );
}

/** Beside the live frames and whatever the client asks meanwhile. */
async function replay(
  relay: Relay,
  session: Session,
  seats: (Seat | null)[],
  others: Map<string, number>,
): Promise<void> {
  for (const seat of seats) if (seat) void session.catchUp.bring(seat);
  for (const [id, after] of [...others].slice(0, maxOtherChannels)) {
    await resumeOther(relay, session, id, after);
  }
  await session.catchUp.settled();
  if (!session.isEnded) session.send({ op: 'caught_up' });
}

async function sitDown(
  relay: Relay,
  session: Session,
  channel: Channel,
  lastSeq: number | undefined,
  isSameStore: boolean,
): Promise<Seat | null> {
  const seat = await takeSeat(relay, session, channel, channel.head).catch(noChannel);
  if (!seat || lastSeq === undefined || channel.kind === 'waiting_list') return seat;
  const cursor = isSameStore ? await startingPoint(relay, seat.log, lastSeq) : null;
  if (cursor === null) session.send({ op: 'reset', channel_id: channel.id });
  else seat.cursor = cursor;
  return seat;
}

/**
 * A channel that is not live for them any more, such as a conversation that was closed meanwhile.
 */
async function resumeOther(
  relay: Relay,
  session: Session,
  id: string,
  after: number,
): Promise<void> {
  try {
    await openChannel(relay, session, id, after);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    session.refuse(error, { op: 'hello', channel_id: id });
  }
}

/** It went away since dbmgr listed it. */
function noChannel(error: unknown): null {
  if (error instanceof AppError && error.code === 'not_found') return null;
  throw error;
}

function endHello(relay: Relay, session: Session, error: unknown): void {
  const { connection } = session;
  if (error instanceof AppError && error.code === 'unauthenticated') {
    connection.close(closeCodes.unauthenticated, 'the token is not valid');
    return;
  }
  relay.log.warn({ err: error, request_id: connection.requestId }, 'hello not answered');
  connection.close(closeCodes.tryLater, 'try again in a moment');
}
