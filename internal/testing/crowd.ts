import { setTimeout as sleep } from 'node:timers/promises';
import type { MassPerson } from './mass-people.ts';
import { decodeFrames, encodeRaw, openRawSocket, type RawSocket } from './raw-socket.ts';
import { until } from './rooms.ts';
import type { AnyFrame } from './socket.ts';

/** Many people at their sockets. */
export type Crowd = Disposable & {
  /** Every frame of this op that anybody got, person by person. */
  frames: (op: string) => AnyFrame[][];
};

const openedAtOnce = 50;
const patienceMs = 30_000;
const textFrame = 1;
const pong = encodeRaw({ opcode: 10 });
/** Often enough that nobody takes them for dead. */
const pongEveryMs = 15_000;

/** Each comes into a room, as fast as they are let in, by one address after the other. */
export async function openCrowd(
  urls: readonly string[],
  people: readonly MassPerson[],
  roomOf: (place: number) => string,
): Promise<Crowd> {
  const sockets: RawSocket[] = [];
  const places = people.keys();
  const enter = async () => {
    for (const place of places) {
      const resume = { [roomOf(place)]: 0 };
      const payload = JSON.stringify({ op: 'hello', token: people[place]!.token, resume });
      const url = urls[place % urls.length]!;
      sockets[place] = await comeIn(url, encodeRaw({ payload }));
    }
  };
  const beat = setInterval(() => {
    for (const socket of sockets) socket?.write(pong);
  }, pongEveryMs);
  await Promise.all(Array.from({ length: openedAtOnce }, enter));
  return {
    frames: (op) =>
      sockets.map((socket) =>
        decodeFrames(socket.bytes())
          .filter(({ opcode, payload }) => opcode === textFrame && payload.includes(`"op":"${op}"`))
          .map(({ payload }) => JSON.parse(payload.toString()) as AnyFrame),
      ),
    [Symbol.dispose]: () => {
      clearInterval(beat);
      for (const socket of sockets) socket[Symbol.dispose]();
    },
  };
}

/** Whom a busy relay sends away comes again, as every client does. */
async function comeIn(url: string, first: Buffer): Promise<RawSocket> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    const socket = await openRawSocket(url, { first });
    let isClosed = false;
    void socket.closed.then(() => {
      isClosed = true;
    });
    const isIn = () => socket.bytes().includes('"caught_up"');
    await until(() => isIn() || isClosed || performance.now() > deadlineMs, 2 * patienceMs);
    if (isIn()) return socket;
    const heard = socket.bytes().subarray(-300).toString('latin1');
    socket[Symbol.dispose]();
    if (performance.now() > deadlineMs) throw new Error(`not let in, at last heard: ${heard}`);
    await sleep(100);
  }
}
