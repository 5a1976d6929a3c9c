import { encodeRaw } from '../../internal/testing/raw-socket.ts';
import type { Random } from '../faults/harness/random.ts';

/** A message cut into frames at random, with pings and pongs between them, all as it should be. */
export function fragment(random: Random, text: string): Buffer {
  const payload = Buffer.from(text);
  const parts: Buffer[] = [];
  const cuts = random.int(0, 6);
  const places = Array.from({ length: cuts }, () => random.int(0, payload.length));
  const bounds = [0, ...places.sort((a, b) => a - b), payload.length];
  for (let i = 1; i < bounds.length; i++) {
    const isFinal = i === bounds.length - 1;
    const piece = payload.subarray(bounds[i - 1], bounds[i]);
    parts.push(encodeRaw({ payload: piece, opcode: i === 1 ? 1 : 0, isFinal }));
    if (!isFinal && random.chance(0.3)) parts.push(control(random));
  }
  return Buffer.concat(parts);
}

function control(random: Random): Buffer {
  const payload = randomBytes(random, random.int(0, 125));
  return encodeRaw({ opcode: random.pick([9, 10]), payload });
}

/** A frame with its header, its mask, its length or its bytes as chance has them. */
export function spoilFrame(random: Random, text: string): Buffer {
  const frame = encodeRaw({
    payload: random.chance(0.5) ? text : randomBytes(random, random.int(0, 300)),
    opcode: random.chance(0.5) ? 1 : random.int(0, 15),
    isFinal: random.chance(0.8),
    reserved: random.chance(0.9) ? 0 : random.int(1, 7),
    isMasked: random.chance(0.97),
    ...(random.chance(0.05)
      ? { claimedLength: random.pick([0n, 65_537n, 2n ** 31n, 2n ** 53n, 2n ** 64n - 1n]) }
      : {}),
    ...(random.chance(0.1) ? { lengthBytes: 8 as const } : {}),
  });
  if (random.chance(0.7)) return frame;
  switch (random.int(0, 3)) {
    case 0: {
      const at = random.int(0, frame.length - 1);
      frame[at] = frame[at]! ^ (1 << random.int(0, 7));
      return frame;
    }
    case 1:
      return frame.subarray(0, random.int(1, frame.length));
    case 2:
      return Buffer.concat([randomBytes(random, random.int(1, 8)), frame]);
    default:
      return randomBytes(random, random.int(1, 400));
  }
}

/** The same bytes in packets as chance has them. */
export function packets(random: Random, bytes: Buffer): Buffer[] {
  if (random.chance(0.5)) return [bytes];
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = random.pick([1, 2, 7, 100, 1400, 20_000]);
    parts.push(bytes.subarray(at, at + size));
    at += size;
    if (parts.length > 40) return [...parts, bytes.subarray(at)];
  }
  return parts;
}

function randomBytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.int(0, 255)));
}
