import { randomBytes } from 'node:crypto';
import { textFrame } from './client-frame.ts';
import { type MemberClient, readNumber, readNumberBackwards } from './member-client.ts';
import type { SeatOptions } from './member-client.ts';
import { openWire, type WireSocket } from './wire-socket.ts';

const ackStart = Buffer.from('{"op":"ack","id":"');
const seqKey = Buffer.from('"seq":');
const closing = 0x7d;
/** `{"op":"m`: the eighth byte tells a message from everything else. */
const opPlace = 7;
const m = 0x6d;
/** Makes the ids of this process's messages its own: as long as any other's. */
const prefix = `${randomBytes(6).toString('hex')}-`;

type AnyFrame = {
  op: string;
  id?: string;
  code?: string;
  seq?: number;
  head?: number;
  channel_id?: string;
  channels?: { id: string; head: number }[];
};

/**
 * Says hello, opens the channel when it is not live by itself, and then looks at every frame with
 * as few steps as it takes. Rejects when the server does not let them in.
 */
export async function seatNatterMember(options: SeatOptions): Promise<MemberClient> {
  const member = new NatterMember(options);
  const { url } = options;
  const onClose = () => member.end('the connection was closed');
  const socket = await openWire({ url, onFrame: member.see, onClose });
  member.enter(socket);
  await member.seated;
  const { channel } = options.member;
  const rest = `","channel_id":${JSON.stringify(channel)},"to":"*","type":"text","data":"`;
  return {
    send: (number, text) =>
      socket.write(textFrame(`{"op":"send","id":"${prefix}${number}${rest}${text}"}`)),
    [Symbol.dispose]: () => socket[Symbol.dispose](),
  };
}

class NatterMember {
  readonly #options: SeatOptions;
  readonly #entry = Promise.withResolvers<void>();
  readonly seated = this.#entry.promise;
  #socket: WireSocket | null = null;
  #isSeated = false;
  #isLive = false;
  #lastSeq = 0;

  constructor(options: SeatOptions) {
    this.#options = options;
    this.seated.catch(() => {});
  }

  enter(socket: WireSocket): void {
    this.#socket = socket;
    this.#write({ op: 'hello', token: this.#options.member.token });
  }

  end(why: string): void {
    if (this.#isSeated) this.#options.fail(why);
    else this.#entry.reject(new Error(why));
  }

  /** Whatever begins otherwise than expected is parsed as JSON. */
  see = (opcode: number, buffer: Buffer, start: number, end: number): void => {
    if (opcode === 8) return this.end(`closed with ${buffer.readUInt16BE(start)}`);
    if (this.#isSeated && buffer[start + opPlace] === m && buffer[end - 1] === closing) {
      const seq = readNumberBackwards(buffer, end - 2);
      const key = end - 1 - digitsOf(seq) - seqKey.length;
      if (startsWith(buffer, key, seqKey)) return this.#takeMessage(seq);
    }
    if (startsWith(buffer, start, ackStart)) {
      const at = start + ackStart.length + prefix.length;
      return this.#options.witness.acked(readNumber(buffer, at));
    }
    this.#takeOther(JSON.parse(buffer.toString('utf8', start, end)) as AnyFrame);
  };

  #takeMessage(seq: number): void {
    const { witness } = this.#options;
    const expected = this.#lastSeq + 1;
    if (seq < expected) return witness.doubled();
    this.#lastSeq = seq;
    if (seq > expected) witness.disordered();
    witness.delivered();
  }

  #takeOther(frame: AnyFrame): void {
    const { member, witness } = this.#options;
    const number = Number(frame.id?.slice(prefix.length));
    if (frame.op === 'message' && frame.channel_id === member.channel) {
      this.#takeMessage(frame.seq!);
    } else if (frame.op === 'ack') {
      witness.acked(number);
    } else if (frame.op === 'error') {
      if (frame.id) witness.refused(number, frame.code!);
      else this.end(frame.code!);
    } else if (frame.op === 'welcome') {
      const joined = frame.channels!.find(({ id }) => id === member.channel);
      this.#isLive = joined !== undefined;
      this.#lastSeq = joined?.head ?? 0;
    } else if (frame.op === 'caught_up' && !this.#isSeated) {
      if (this.#isLive) this.#seat();
      else this.#write({ op: 'open', channel_id: member.channel, after: 0 });
    } else if (frame.op === 'opened') {
      this.#lastSeq = frame.head!;
      this.#seat();
    }
  }

  #seat(): void {
    this.#isSeated = true;
    this.#entry.resolve();
  }

  #write(frame: object): void {
    this.#socket!.write(textFrame(JSON.stringify(frame)));
  }
}

function startsWith(buffer: Buffer, at: number, start: Buffer): boolean {
  for (let i = 0; i < start.length; i++) if (buffer[at + i] !== start[i]) return false;
  return true;
}

function digitsOf(number: number): number {
  let digits = 1;
  for (let rest = number; rest >= 10; rest /= 10) digits++;
  return digits;
}
