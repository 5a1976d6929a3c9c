import { setTimeout as sleep } from 'node:timers/promises';
import { type AnyFrame, openSocket, type TestSocket } from '../../internal/testing/socket.ts';

const maxTries = 12;

/** Somebody at a socket who comes back when it is cut, and asks again what was not answered. */
export class Seat {
  readonly #token: string;
  readonly #findRelay: () => string;
  readonly #onFrame: (frame: AnyFrame) => void;
  #socket: TestSocket | null = null;
  #isOpen = false;
  #read = 0;
  #sent = 0;
  readonly #name: string;

  constructor(
    name: string,
    token: string,
    findRelay: () => string,
    onFrame: (frame: AnyFrame) => void = () => undefined,
  ) {
    this.#name = name;
    this.#token = token;
    this.#findRelay = findRelay;
    this.#onFrame = onFrame;
  }

  async come(): Promise<void> {
    for (let tried = 1; !this.#isOpen; tried++) {
      try {
        const socket = await openSocket(this.#findRelay());
        this.#socket = socket;
        this.#read = 0;
        this.#isOpen = true;
        void socket.closed.then(() => {
          if (this.#socket === socket) this.#isOpen = false;
        });
        await socket.hello(this.#token);
        await socket.next('caught_up');
      } catch (error) {
        this.#isOpen = false;
        if (tried === maxTries) throw error;
        await sleep(50 * tried);
      }
    }
    this.readFrames();
  }

  get isHere(): boolean {
    return this.#isOpen;
  }

  /** The connection is cut without a word. */
  die(): void {
    this.#isOpen = false;
    this.#socket?.[Symbol.dispose]();
  }

  /** Frames that came since the last look, in their order. */
  readFrames(): void {
    const frames = this.#socket?.received ?? [];
    for (; this.#read < frames.length; this.#read++) this.#onFrame(frames[this.#read]!);
  }

  /** The answer to it, or an error that does not pass: both are answers. */
  async ask(
    frame: AnyFrame,
    isAnswer: (answer: AnyFrame) => boolean = (answer) => isGranted(answer, frame),
  ): Promise<AnyFrame> {
    for (let tried = 1; ; tried++) {
      try {
        await this.come();
        this.readFrames();
        const earlier = new Set(this.#socket!.received);
        this.#socket!.send(frame);
        const answer = await this.#socket!.next(
          (one) => !earlier.has(one) && (isAnswer(one) || isRefused(one, frame)),
        );
        this.readFrames();
        if (answer['retry_ms'] === undefined) return answer;
      } catch (error) {
        if (tried === maxTries) throw error;
      }
      if (tried === maxTries) throw new Error(`${this.#name} got no answer to ${frame.op}`);
      await sleep(50 * tried);
    }
  }

  /** What nobody answers. */
  tell(frame: AnyFrame): void {
    if (this.#isOpen) this.#socket!.send(frame);
  }

  /** Stored, or an error. */
  say(channel_id: string, data: string): Promise<AnyFrame> {
    const id = `${this.#name}-${++this.#sent}`;
    return this.ask(
      { op: 'send', id, channel_id, to: '*', type: 'text', data },
      (answer) => answer.op === 'ack' && answer['id'] === id,
    );
  }
}

/** What answers whoever asked is on no log and no list. */
function isGranted(answer: AnyFrame, frame: AnyFrame): boolean {
  return (
    answer.op === 'conversation' &&
    answer['channel_id'] === frame['channel_id'] &&
    answer['seq'] === undefined &&
    answer['list_seq'] === undefined &&
    answer['position'] === undefined
  );
}

function isRefused(answer: AnyFrame, frame: AnyFrame): boolean {
  if (answer.op !== 'error') return false;
  if (frame['id'] !== undefined) return answer['id'] === frame['id'];
  return answer['of'] === frame.op;
}
