import { type Channel, maxOtherChannels, type Place } from '../../internal/contract/channels.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { type ClientFrame, closeCodes } from '../../internal/contract/frames.ts';
import type { Address } from '../../internal/contract/server-frames.ts';
import { addressIn, addressOf, channelAt } from '../channels/address.ts';
import type { Seat } from '../channels/channel-log.ts';
import type { Relay } from '../context.ts';
import { mayVisit } from '../../internal/policy/conversations.ts';
import { presentChannel } from '../frames/present-entry.ts';
import { recogniseStore } from '../recognise-store.ts';
import { placeOf, takeSeat, tellWaiting } from '../sessions/seating.ts';
import type { Session } from '../sessions/session.ts';
import { Bucket } from '../sockets/bucket.ts';
import { openPlace } from '../ops/open.ts';
import type { Joined } from './joiner.ts';
import { readFurtherChannels } from './further-channels.ts';
import { startingPoint } from './resume.ts';
import type { Claims } from './tokens.ts';

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
    const positions = readPositions(claims.sub, frame);
    const joined = await relay.joiner.join({
      login: claims.lid,
      role: claims.role,
      org: claims.org,
      others: [...positions.keys()],
      context: session.callContext(),
      isWanted: () => !session.isEnded,
    });
    if (session.isEnded || !joined) return false;
    refuseMismatch(claims, joined);
    joined.channels.push(...(await readFurtherChannels(relay, session, joined.after)));
    const isShown = mayVisit(claims.role) && (await relay.previews.areOn(claims.org));
    await begin(relay, session, frame, { ...joined, isShown }, positions);
    clearTimeout(session.timer);
    session.timer = undefined;
    return !session.isEnded;
  } catch (error) {
    endHello(relay, session, error);
    return false;
  }
}

/** The last entry a client has of a channel, by the channel's own id. */
type Positions = Map<string, { address: Address; after: number }>;

function readPositions(personId: string, { resume = {} }: ClientFrame<'hello'>): Positions {
  return new Map(
    Object.entries(resume).map(([key, after]) => {
      const address = addressIn(key);
      return [channelAt(personId, address), { address, after }];
    }),
  );
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
  const isGuest = claims.role === 'user';
  const rate = framesPerSecond * (isGuest ? limits.guestFrameFactor : limits.personFrameFactor);
  hub.identify(
    session,
    claims.sub,
    () => new Bucket(rate, limits.frameBurstS, limits.frameDebtS, performance.now()),
  );
  return true;
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
  joined: Joined & { isShown: boolean },
  positions: Positions,
): Promise<void> {
  const { login, store } = joined;
  if (!recogniseStore(relay, store)) return;
  session.person = login.user;
  session.mayWrite = joined.may_write;
  session.joinedAtMs = performance.now();
  session.isAway = frame.presence === 'away';
  const isSameStore = frame.store === undefined || frame.store === store;
  const sittings = await Promise.all(
    joined.channels.map((channel) =>
      sitDown(relay, session, channel, positions.get(channel.id)?.after, isSameStore),
    ),
  );
  for (const { id } of joined.channels) positions.delete(id);
  // Only now, so that who missed nothing gets everything in one write.
  welcome(relay, session, joined, sittings);
  session.stage = 'joined';
  // Beyond any head: what another database said of a channel is answered with `reset`.
  const others = [...positions].slice(0, maxOtherChannels).map(([id, { address, after }]) => ({
    address,
    after: isSameStore ? after : Number.MAX_SAFE_INTEGER,
    place: joined.others.find((one) => one.id === id),
  }));
  void replay(relay, session, sittings, others).catch((error: unknown) =>
    endHello(relay, session, error),
  );
}

/** A channel at `welcome`; without a seat it went away since dbmgr listed it. */
type Sitting = { channel: Channel; seat: Seat | null; isReset: boolean };

function welcome(
  relay: Relay,
  session: Session,
  { login, store, waiting, agents_online, isShown }: Joined & { isShown: boolean },
  sittings: Sitting[],
): void {
  const there = sittings.filter(({ seat }) => seat && !seat.isGone);
  session.send({
    op: 'welcome',
    user: { ...login.user, online: login.online },
    store,
    channels: there.map(({ channel }) => presentChannel(channel)),
    agents_online,
    typing_preview: isShown ? true : undefined,
    ping_s: relay.limits.pingIntervalMs / 1000,
  });
  const list = there.find(({ channel }) => channel.kind === 'waiting_list')?.channel.id;
  if (list !== undefined) tellWaiting(relay, session, list, waiting);
  for (const { channel, isReset } of there) {
    if (isReset) session.send({ op: 'reset', ...addressOf(channel) });
    if (channel.conversation) relay.places.tellNewcomer(session, channel.id);
  }
  const { requestId, address } = session.connection;
  const { id, role } = login.user;
  relay.log.info({ request_id: requestId, address, person: id, role }, 'socket opened');
}

/** Without a place they are no member of it. */
type Other = { address: Address; after: number; place: Place | undefined };

/** Beside the live frames and whatever the client asks meanwhile. */
async function replay(
  relay: Relay,
  session: Session,
  sittings: Sitting[],
  others: Other[],
): Promise<void> {
  for (const { seat } of sittings) if (seat) void session.catchUp.bring(seat);
  await Promise.all(others.map((other) => resumeOther(relay, session, other)));
  await session.catchUp.settled();
  if (!session.isEnded) session.send({ op: 'caught_up' });
}

async function sitDown(
  relay: Relay,
  session: Session,
  channel: Channel,
  lastSeq: number | undefined,
  isSameStore: boolean,
): Promise<Sitting> {
  const seat = await takeSeat(relay, session, placeOf(channel), channel.head).catch(noChannel);
  if (!seat || lastSeq === undefined || channel.kind === 'waiting_list') {
    return { channel, seat, isReset: false };
  }
  const cursor = isSameStore ? await startingPoint(relay, seat.log, lastSeq) : null;
  if (cursor !== null) seat.cursor = cursor;
  return { channel, seat, isReset: cursor === null };
}

/**
 * A channel that is not live for them any more, such as a conversation that was closed meanwhile.
 */
async function resumeOther(
  relay: Relay,
  session: Session,
  { address, after, place }: Other,
): Promise<void> {
  try {
    if (!place) throw new AppError('not_found', 'There is no such channel.');
    await openPlace(relay, session, { ...place, address }, after);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    session.refuse(error, { op: 'hello', ...address });
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
