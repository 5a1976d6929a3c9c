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
      const socket = await openRawSocket(url, { first: encodeRaw({ payload }) });
      sockets[place] = socket;
      await until(() => socket.bytes().includes('"caught_up"'), patienceMs);
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
