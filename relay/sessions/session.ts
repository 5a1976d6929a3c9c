import type { AppError } from '../../internal/contract/errors.ts';
import { type ClientFrame, closeCodes } from '../../internal/contract/frames.ts';
import type { OutgoingMessage, SendResult } from '../../internal/contract/messages.ts';
import type { Person } from '../../internal/contract/people.ts';
import type { ServerFrame } from '../../internal/contract/server-frames.ts';
import type { CallContext } from '../../internal/contract/types.ts';
import type { Seat } from '../channels/channel-log.ts';
import { encodeFrame, encodeText } from '../frames/encode-frame.ts';
import type { Bucket } from '../sockets/bucket.ts';
import type { Connection } from '../sockets/connection.ts';
import type { CatchUp } from './catch-up.ts';
import { SparseMap, SparseSet } from './sparse.ts';

/** An AppError, or what would be one but need not cost one. */
export type Refused = Pick<AppError, 'code' | 'message' | 'retryMs'>;

/** What is repeated of a refused frame, as far as it could be read. */
export type RefusedFrame = { op?: string; id?: string; channel_id?: string; to?: string };

/** So many messages wait until their thread is there. */
export type OpeningThread = { opened: Promise<void>; waiting: number };

/** Before `hello`, while it is being answered, and from `welcome` on. */
export type Stage = 'new' | 'joining' | 'joined';

/** Who sits behind a connection and where. */
export class Session {
  readonly connection: Connection;
  readonly catchUp: CatchUp;
  stage: Stage = 'new';
  /** The acting login and its person, from `hello` on; the token says so and dbmgr confirms it. */
  login = '';
  person: Person | null = null;
  personBucket: Bucket | null = null;
  joinedAtMs = 0;
  readonly seats = new Map<string, Seat>();
  /** Seats being taken, and the membership at which the person left meanwhile, if they did. */
  readonly opening = new SparseMap<string, { leftVersion: number; seat: Promise<Seat | null> }>();
  /** For what must happen in time: `hello`, then `welcome`. */
  timer: NodeJS.Timeout | undefined;
  /** What came in while `hello` was being answered, from the client and from the bus. */
  waitingFrames: { frame: ClientFrame; bytes: number }[] = [];
  waitingEvents: (() => void)[] = [];
  /** The `start` that is being answered, if any: what it makes live is told by its answer. */
  starting: Promise<unknown> | null = null;
  /** Direct threads that are being made, for what is to be written in them. */
  readonly threads = new SparseMap<string, OpeningThread>();
  /** Channels into which this socket wrote a file that is still looked at. */
  readonly lines = new SparseMap<string, { end: Promise<void>; length: number }>();
  /** Channels that the client closed and did not open again. */
  readonly closed = new SparseSet<string>();
  /** Channels that were looked for, because nothing had said that they became live. */
  readonly sought = new SparseSet<string>();
  /** What this socket heard of invitations. */
  readonly invitations = new SparseSet<string>();
  /** False for a program whose access key only reads. */
  mayWrite = true;
  /** The client says that nobody looks at it. */
  isAway = false;
  #calls = 0;

  constructor(connection: Connection, catchUp: CatchUp) {
    this.connection = connection;
    this.catchUp = catchUp;
  }

  get isEnded(): boolean {
    return this.connection.isClosing;
  }

  send(frame: ServerFrame): void {
    this.connection.outbox.add(encodeFrame(frame));
  }

  /** What a bus call for this session carries: each has an id of its own. */
  callContext(): CallContext {
    const requestId = `${this.connection.requestId}-${(++this.#calls).toString(36)}`;
    return { login: this.login, requestId, address: this.connection.address };
  }

  /** Whoever is signed out is closed as well. */
  refuse(error: Refused, of: RefusedFrame): void {
    this.send({
      op: 'error',
      of: of.op,
      id: of.id,
      channel_id: of.channel_id,
      to: of.to === '*' ? undefined : of.to,
      code: error.code,
      message: error.message,
      retry_ms: error.retryMs,
    });
    if (error.code === 'unauthenticated') this.connection.close(closeCodes.revoked, 'signed out');
  }

  /**
   * What became of a message of theirs, in a thread of `teamId` if it is given. Ids and times need
   * no escaping.
   */
  settle({ id, channel_id, to }: OutgoingMessage, result: SendResult, teamId?: string): void {
    const channelId = teamId ?? channel_id;
    if ('seq' in result) {
      const { seq, ts } = result;
      const whom = teamId === undefined ? '' : `"to":"${to}",`;
      const where = `"channel_id":"${channelId}",${whom}"seq":${seq},"ts":"${ts}"`;
      this.connection.outbox.add(encodeText(`{"op":"ack","id":"${id}",${where}}`));
      return;
    }
    const { code, message, retry_ms: retryMs } = result;
    this.refuse({ code, message, retryMs }, { op: 'send', id, channel_id: channelId, to });
  }
}
