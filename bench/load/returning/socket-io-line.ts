import { textFrame } from '../client-frame.ts';
import { openWire, type WireSocket } from '../wire-socket.ts';
import { type Line, type LineOptions, numberOf } from './line.ts';

type Message = { id: string; data: string };

const pong = textFrame('3');

/**
 * Speaks Socket.IO 5 over Engine.IO 4 as its own client does with connection state recovery: `pid`
 * and `offset` say where it stands, and `serverOffset` the same for a server that does not know
 * them any more (socket.io, tutorial, steps 7 and 8).
 */
export class SocketIoLine implements Line {
  readonly #options: LineOptions;
  #socket: WireSocket | null = null;
  #pid: string | undefined;
  #offset: string | undefined;
  #serverOffset = 0;
  #attempt = 0;
  #acks = 0;
  readonly #waiting = new Map<number, number>();

  constructor(options: LineOptions) {
    this.#options = options;
  }

  connect(): void {
    const attempt = ++this.#attempt;
    const { url, events } = this.#options;
    const onFrame = (opcode: number, buffer: Buffer, start: number, end: number) => {
      if (attempt === this.#attempt && opcode === 1)
        this.#take(buffer.toString('utf8', start, end));
    };
    const onClose = () => {
      if (attempt !== this.#attempt) return;
      this.#socket = null;
      events.closed(0);
    };
    openWire({ url, onFrame, onClose }).then(
      (socket) => {
        if (attempt !== this.#attempt) return socket[Symbol.dispose]();
        this.#socket = socket;
        this.#enter();
      },
      () => {},
    );
  }

  #enter(): void {
    const { channel, name } = this.#options.member;
    const auth = {
      room: channel,
      name,
      serverOffset: this.#serverOffset,
      pid: this.#pid,
      offset: this.#offset,
    };
    this.#socket!.write(textFrame(`40${JSON.stringify(auth)}`));
  }

  write(number: number, data: string): void {
    const ack = ++this.#acks;
    this.#waiting.set(ack, number);
    this.#socket?.write(
      textFrame(`42${ack}${JSON.stringify(['send', { id: String(number), data }])}`),
    );
  }

  drop(): void {
    this.#attempt++;
    this.#socket?.[Symbol.dispose]();
    this.#socket = null;
  }

  [Symbol.dispose](): void {
    this.drop();
  }

  #take(text: string): void {
    if (text === '2') this.#socket?.write(pong);
    else if (text.startsWith('42')) this.#takeEvent(JSON.parse(text.slice(2)) as unknown[]);
    else if (text.startsWith('43')) this.#takeAck(parseInt(text.slice(2), 10));
    else if (text.startsWith('40')) this.#pid = (JSON.parse(text.slice(2)) as { pid: string }).pid;
    else if (text.startsWith('44')) throw new Error(text);
  }

  #takeAck(ack: number): void {
    const number = this.#waiting.get(ack);
    this.#waiting.delete(ack);
    if (number !== undefined) this.#options.events.acked(number);
  }

  #takeEvent([name, ...args]: unknown[]): void {
    const { events } = this.#options;
    const last = args.at(-1);
    if (typeof last === 'string') this.#offset = last;
    if (name === 'caught_up') return events.caughtUp();
    if (name !== 'message') return;
    const [message, row] = args as [Message, number];
    this.#serverOffset = Math.max(this.#serverOffset, row);
    events.seen(numberOf(message.data));
  }
}
