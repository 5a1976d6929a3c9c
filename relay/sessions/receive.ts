import { AppError } from '../../internal/contract/errors.ts';
import {
  type ClientFrame,
  type ClientOp,
  closeCodes,
  isClientOp,
} from '../../internal/contract/frames.ts';
import { failpoint } from '../../internal/process/failpoint.ts';
import type { Relay } from '../context.ts';
import { parseFrame } from '../frames/parse-frame.ts';
import { answerHello } from '../hello/hello.ts';
import { close, open } from '../ops/open.ts';
import { done, handoff, start, take } from '../ops/conversations.ts';
import { about } from '../ops/about.ts';
import { deskOps } from '../ops/desk.ts';
import { guests } from '../ops/guests.ts';
import { ping } from '../ops/ping.ts';
import { presence } from '../ops/presence.ts';
import { seen } from '../ops/seen.ts';
import { send } from '../ops/send.ts';
import { typing } from '../ops/typing.ts';
import type { RefusedFrame, Session } from './session.ts';

type Op<Name extends ClientOp> = (
  relay: Relay,
  session: Session,
  frame: ClientFrame<Name>,
  bytes: number,
) => void | Promise<void>;

/** What a session may do after `welcome`: a frame without a line here does not compile. */
const ops: { [Name in Exclude<ClientOp, 'hello'>]: Op<Name> } = {
  send,
  open,
  close,
  typing,
  seen,
  start,
  handoff,
  take,
  done,
  ...deskOps,
  guests,
  about,
  presence,
  ping,
};

/** What may wait for `welcome`. */
const maxWaitingFrames = 256;
const maxWaitingBytes = 256 * 1024;

type Draft = Record<string, unknown>;

/** One message of a client, however bad. */
export function receive(relay: Relay, session: Session, data: Buffer, isBinary: boolean): void {
  const draft = isBinary ? null : readDraft(data);
  if (!admit(session, draft)) return;
  if (!draft) return refuseBadFrame(relay, session, 'The frame is not a JSON object in text.');
  const { op } = draft;
  if (session.stage === 'new' && typeof op === 'string' && op !== 'hello') {
    session.connection.close(closeCodes.unauthenticated, 'hello comes first');
    return;
  }
  if (!isClientOp(op)) return refuseBadFrame(relay, session, 'There is no such op.');
  if (op === 'hello') return receiveHello(relay, session, draft);
  const frame = parseOrRefuse(op, draft, (error) => session.refuse(error, present(draft)));
  if (!frame) return;
  if (session.stage === 'joined') return perform(relay, session, frame, data.length);
  putOff(session, frame, data.length);
}

function parseOrRefuse<Name extends ClientOp>(
  op: Name,
  draft: Draft,
  refuseIt: (error: AppError) => void,
): ClientFrame<Name> | null {
  try {
    return parseFrame(op, draft);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    refuseIt(error);
    return null;
  }
}

function putOff(session: Session, frame: ClientFrame, bytes: number): void {
  const { waitingFrames } = session;
  const waitingBytes = waitingFrames.reduce((sum, waiting) => sum + waiting.bytes, bytes);
  if (waitingFrames.length >= maxWaitingFrames || waitingBytes > maxWaitingBytes) {
    session.connection.close(closeCodes.tooFast, 'too much before welcome');
    return;
  }
  waitingFrames.push({ frame, bytes });
}

function readDraft(data: Buffer): Draft | null {
  try {
    const value: unknown = JSON.parse(data.toString());
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Draft) : null;
  } catch {
    return null;
  }
}

/** False when the frame came too fast; who goes on all the same is closed with 4429. */
export function admit(session: Session, draft: Draft | null): boolean {
  const now = performance.now();
  const { bucket } = session.connection;
  const { personBucket } = session;
  // Both pay, whatever the first one says.
  const isSlowEnough = bucket.take(now);
  const isPersonSlowEnough = personBucket?.take(now) ?? true;
  if (isSlowEnough && isPersonSlowEnough) return true;
  if (bucket.isOverdrawn() || personBucket?.isOverdrawn()) {
    session.connection.close(closeCodes.tooFast, 'too many frames');
    return false;
  }
  if (draft) {
    const retryMs = Math.max(bucket.retryMs(), personBucket?.retryMs() ?? 0);
    const message = 'Too many frames at once. Nothing was done; try again in a moment.';
    session.refuse({ code: 'rate_limited', message, retryMs }, present(draft));
  }
  return false;
}

function refuseBadFrame(relay: Relay, session: Session, message: string): void {
  session.refuse({ code: 'invalid', message, retryMs: undefined }, {});
  const { connection } = session;
  connection.badFrames++;
  if (connection.badFrames < relay.limits.maxBadFrames) return;
  connection.close(closeCodes.badFrame, 'bad frames');
}

function receiveHello(relay: Relay, session: Session, draft: Draft): void {
  if (session.stage !== 'new') {
    return refuseBadFrame(relay, session, 'There was a hello already.');
  }
  if (typeof draft['token'] !== 'string') {
    session.connection.close(closeCodes.unauthenticated, 'hello needs a token');
    return;
  }
  const frame = parseOrRefuse('hello', draft, ({ message }) =>
    refuseBadFrame(relay, session, message),
  );
  if (!frame) return;
  void answerHello(relay, session, frame).then((isJoined) => {
    if (isJoined) resumeWaiting(relay, session);
  });
}

/** What came in while `hello` was being answered, in its order. */
function resumeWaiting(relay: Relay, session: Session): void {
  const { waitingEvents, waitingFrames } = session;
  session.waitingEvents = [];
  session.waitingFrames = [];
  for (const happen of waitingEvents) happen();
  for (const { frame, bytes } of waitingFrames) {
    if (!session.isEnded) perform(relay, session, frame, bytes);
  }
}

function perform(relay: Relay, session: Session, frame: ClientFrame, bytes: number): void {
  try {
    void failpoint('relay.frame');
    relay.guestActs.count(session, frame.op);
    const op = ops[frame.op as Exclude<ClientOp, 'hello'>] as Op<ClientOp>;
    const running = op(relay, session, frame, bytes);
    if (!running) return;
    const performed = running
      .catch((error: unknown) => refuse(relay, session, frame, error))
      .finally(() => relay.performing.delete(performed));
    relay.performing.add(performed);
  } catch (error) {
    refuse(relay, session, frame, error);
  }
}

function refuse(relay: Relay, session: Session, frame: ClientFrame, error: unknown): void {
  if (session.isEnded) return;
  const of = present(frame);
  if (error instanceof AppError) return session.refuse(error, of);
  const { requestId } = session.connection;
  relay.log.error({ err: error, request_id: requestId, op: frame.op }, 'frame failed');
  session.refuse(new AppError('internal', 'This failed here. Try again.'), of);
}

/** What an error frame repeats of the refused one: ids, when they are ids. */
function present(draft: Draft): RefusedFrame {
  const short = (value: unknown) =>
    typeof value === 'string' && value.length <= 64 ? value : undefined;
  const op = isClientOp(draft['op']) ? draft['op'] : undefined;
  const [id, channel_id, to] = ['id', 'channel_id', 'to'].map((name) => short(draft[name]));
  return { op, id, channel_id, to };
}
