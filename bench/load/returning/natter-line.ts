import { judgeClose } from '../../../web/static/client/close-codes.js';
import { textFrame } from '../client-frame.ts';
import { openWire, type WireSocket } from '../wire-socket.ts';
import { type Line, type LineOptions, numberOf } from './line.ts';

type Frame = {
  op: string;
  id?: string;
  channel_id?: string;
  seq?: number;
  data?: string;
  store?: string;
  code?: string;
  message?: string;
  retry_ms?: number;
};

/** Speaks natter's protocol as `web/static/client` does: `hello` says where it stands. */
export class NatterLine implements Line {
  readonly #options: LineOptions;
  #socket: WireSocket | null = null;
  #store: string | undefined;
  #lastSeq = 0;
  #closeCode = 1006;
  #attempt = 0;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  connect(): void {
    const attempt = ++this.#attempt;
    this.#closeCode = 1006;
    const { url, events, member } = this.#options;
    const onFrame = (opcode: number, buffer: Buffer, start: number, end: number) => {
      if (attempt !== this.#attempt) return;
      if (opcode === 8) this.#closeCode = end - start >= 2 ? buffer.readUInt16BE(start) : 1005;
      else this.#take(JSON.parse(buffer.toString('utf8', start, end)) as Frame);
    };
    const onClose = () => {
      if (attempt !== this.#attempt) return;
      this.#socket = null;
      events.closed(judgeClose(this.#closeCode, 1).atLeastMs ?? 0);
    };
    openWire({ url, onFrame, onClose }).then(
      (socket) => {
        if (attempt !== this.#attempt) return socket[Symbol.dispose]();
        this.#socket = socket;
        const resume = { [member.channel]: this.#lastSeq };
        this.#send({ op: 'hello', token: member.token, store: this.#store, resume });
      },
      () => {},
    );
  }

  write(number: number, data: string): void {
    const { channel } = this.#options.member;
    const id = `${channel}-${number}`.slice(-64);
    this.#send({ op: 'send', id, channel_id: channel, to: '*', type: 'text', data });
  }

  drop(): void {
    this.#attempt++;
    this.#socket?.[Symbol.dispose]();
    this.#socket = null;
  }

  [Symbol.dispose](): void {
    this.drop();
  }

  #take(frame: Frame): void {
    const { events, member } = this.#options;
    if (frame.op === 'message' && frame.channel_id === member.channel) {
      // A frame that comes twice is told of by its number.
      this.#lastSeq = Math.max(this.#lastSeq, frame.seq!);
      events.seen(numberOf(frame.data!));
    } else if (frame.op === 'ack') {
      events.acked(numberInId(frame.id!));
    } else if (frame.op === 'error' && frame.id) {
      events.refused(numberInId(frame.id), frame.retry_ms ?? 1000);
    } else if (frame.op === 'welcome') {
      this.#store = frame.store;
    } else if (frame.op === 'caught_up') {
      events.caughtUp();
    } else if (frame.op === 'error' || frame.op === 'reset') {
      throw new Error(`${frame.op} ${frame.code ?? ''} ${frame.message ?? ''}`);
    }
  }

  #send(frame: object): void {
    this.#socket?.write(textFrame(JSON.stringify(frame)));
  }
}

function numberInId(id: string): number {
  return Number(id.slice(id.lastIndexOf('-') + 1));
}
