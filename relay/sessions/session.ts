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
  /** Channels that the client closed and did not open again. */
  readonly closed = new SparseSet<string>();
  /** Channels that were looked for, because nothing had said that they became live. */
  readonly sought = new SparseSet<string>();
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

  /**
   * `of` is the refused frame, as far as it could be read. Whoever is signed out is closed as well.
   */
  refuse(error: Refused, of: { op?: string; id?: string; channel_id?: string }): void {
    this.send({
      op: 'error',
      of: of.op,
      id: of.id,
      channel_id: of.channel_id,
      code: error.code,
      message: error.message,
      retry_ms: error.retryMs,
    });
    if (error.code === 'unauthenticated') this.connection.close(closeCodes.revoked, 'signed out');
  }

  /** What became of a message of theirs; ids and times need no escaping. */
  settle({ id, channel_id }: OutgoingMessage, result: SendResult): void {
    if ('seq' in result) {
      const { seq, ts } = result;
      const where = `"channel_id":"${channel_id}","seq":${seq},"ts":"${ts}"`;
      this.connection.outbox.add(encodeText(`{"op":"ack","id":"${id}",${where}}`));
      return;
    }
    const { code, message, retry_ms: retryMs } = result;
    this.refuse({ code, message, retryMs }, { op: 'send', id, channel_id });
  }
}
