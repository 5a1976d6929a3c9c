import { encodeRaw } from '../../internal/testing/raw-socket.ts';
import type { Random } from '../faults/harness/random.ts';
import { type FuzzSocket, openFuzzSocket } from './fuzz-socket.ts';
import { type Known, makeHello, makeOperation } from './make-operation.ts';
import { fragment, packets, spoilFrame } from './make-wire.ts';

/** How one connection behaves; tells how many inputs it made. */
export type Manner = (url: string, random: Random, known: Known) => Promise<number>;

/** Hundreds of operations, most with something wrong, whole or in fragments. */
export const operates: Manner = async (url, random, known) => {
  using socket = await openFuzzSocket(url);
  await sitDown(socket, known);
  const operations = random.int(150, 350);
  const inFragments = random.chance(0.3);
  for (let i = 0; i < operations; i++) {
    const payload = makeOperation(random, known);
    socket.write(inFragments ? fragment(random, payload) : encodeRaw({ payload }));
  }
  await socket.settled();
  return operations;
};

/** Frames as chance has them, until one side has had enough. */
export const breaksFrames: Manner = async (url, random, known) => {
  using socket = await openFuzzSocket(url);
  if (random.chance(0.3)) await sitDown(socket, known);
  const frames = random.int(5, 40);
  for (let i = 0; i < frames; i++) {
    const make = random.chance(0.5) ? fragment : spoilFrame;
    const bytes = make(random, makeOperation(random, known));
    for (const packet of packets(random, bytes)) socket.write(packet);
  }
  await new Promise((resolve) => setTimeout(resolve, random.int(0, 30)));
  await socket.hangUp(random.chance(0.3));
  return frames;
};

/** A first frame that is no good `hello`, and another operation. */
export const greetsBadly: Manner = async (url, random, known) => {
  const first = encodeRaw({ payload: makeHello(random, known) });
  const isTogether = random.chance(0.5);
  using socket = await openFuzzSocket(url, isTogether ? first : undefined);
  if (!isTogether) socket.write(first);
  socket.write(encodeRaw({ payload: makeOperation(random, known) }));
  await socket.settled();
  return 2;
};

async function sitDown(socket: FuzzSocket, { token }: Known): Promise<void> {
  socket.write(encodeRaw({ payload: JSON.stringify({ op: 'hello', token }) }));
  await socket.seated();
}
