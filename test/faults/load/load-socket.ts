import { textFrame } from '../../../bench/load/client-frame.ts';
import { openWire } from '../../../bench/load/wire-socket.ts';
import type { Seat } from './load-plan.ts';

/** What a socket tells of its messages, whose ids are decimal numbers. */
export type LoadWitness = {
  acked: (number: number) => void;
  refused: (number: number, code: string, retryMs: number | undefined) => void;
  delivered: (number: number) => void;
  closed: (code: number) => void;
};

export type LoadSocket = Disposable & {
  isWriter: boolean;
  send: (number: number, text: string) => void;
  isOpen: () => boolean;
  /** Replaced when a load begins. */
  witness: LoadWitness | null;
};

const ackStart = Buffer.from('{"op":"ack","id":"');
const messageStart = Buffer.from('{"op":"message","id":"');
const zero = 0x30;
const nine = 0x39;

type Answer = { op: string; id?: string; code?: string; retry_ms?: number };

/** Past its hello and caught up. Rejects when it is closed before. */
export async function openLoadSocket(
  url: string,
  { token, channel, isWriter = false }: Seat,
): Promise<LoadSocket> {
  const seated = Promise.withResolvers<void>();
  let isOpen = true;
  let closeCode = 1006;
  const onAnswer = (answer: Answer) => {
    if (answer.op === 'caught_up') seated.resolve();
    if (answer.op !== 'error' || !answer.id) return;
    socket.witness?.refused(Number(answer.id), answer.code!, answer.retry_ms);
  };
  const wire = await openWire({
    url,
    onFrame(opcode, buffer, start, end) {
      if (opcode === 8) closeCode = end - start >= 2 ? buffer.readUInt16BE(start) : 1005;
      else if (startsWith(buffer, start, messageStart)) {
        socket.witness?.delivered(readNumber(buffer, start + messageStart.length));
      } else if (startsWith(buffer, start, ackStart)) {
        socket.witness?.acked(readNumber(buffer, start + ackStart.length));
      } else onAnswer(JSON.parse(buffer.toString('utf8', start, end)) as Answer);
    },
    onClose() {
      isOpen = false;
      seated.reject(new Error(`closed with ${closeCode}`));
      socket.witness?.closed(closeCode);
    },
  });
  const rest = `","channel_id":${JSON.stringify(channel)},"to":"*","type":"text","data":"`;
  const socket: LoadSocket = {
    isWriter,
    witness: null,
    isOpen: () => isOpen,
    send: (number, text) => wire.write(textFrame(`{"op":"send","id":"${number}${rest}${text}"}`)),
    [Symbol.dispose]: () => wire[Symbol.dispose](),
  };
  const resume = channel === null ? {} : { [channel]: 0 };
  wire.write(textFrame(JSON.stringify({ op: 'hello', token, resume })));
  await seated.promise;
  return socket;
}

function readNumber(buffer: Buffer, at: number): number {
  let number = 0;
  for (let i = at; ; i++) {
    const byte = buffer[i]!;
    if (!(byte >= zero && byte <= nine)) return number;
    number = number * 10 + byte - zero;
  }
}

function startsWith(buffer: Buffer, at: number, start: Buffer): boolean {
  for (let i = 0; i < start.length; i++) if (buffer[at + i] !== start[i]) return false;
  return true;
}
