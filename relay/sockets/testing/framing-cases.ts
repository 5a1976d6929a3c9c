import type { RawFrame } from '../../../internal/testing/raw-socket.ts';
import { close, fragments, opcodes, packet, ping, sized, type WireCase } from './wire-case.ts';

const protocolError = { closes: 1002 };
const tooBig = { closes: 1009 };
const maxFrame = 64 * 1024;

/** A text with one thing about its frame that is not as it should be. */
const broken = (
  section: string,
  title: string,
  frame: RawFrame,
  outcome = protocolError,
): WireCase => ({ section, title, packets: (room) => [packet(room.say('x'), frame)], outcome });

const long = (title: string, bytes: number, lengthBytes?: 0 | 2 | 8): WireCase => ({
  section: '5.2',
  title,
  packets: (room) => [packet(sized(room.say('sized'), bytes), { lengthBytes })],
  outcome: { hears: ['sized'] },
});

const masks: WireCase[] = [
  broken('5.1', 'a text that is not masked', { isMasked: false }),
  {
    section: '5.1',
    title: 'a ping that is not masked',
    packets: () => [ping('', { isMasked: false })],
    outcome: protocolError,
  },
  {
    section: '5.1',
    title: 'a close that is not masked',
    packets: () => [close('', { isMasked: false })],
    outcome: protocolError,
  },
  {
    section: '5.3',
    title: 'a mask of zeros is a mask',
    packets: (room) => [packet(room.say('bare'), { mask: Buffer.alloc(4) })],
    outcome: { hears: ['bare'] },
  },
];

const reservedBits: WireCase[] = [
  broken('5.2', 'RSV1 without an extension', { reserved: 4 }),
  broken('5.2', 'RSV2', { reserved: 2 }),
  broken('5.2', 'RSV3', { reserved: 1 }),
  broken('5.2', 'all three reserved bits', { reserved: 7 }),
  {
    section: '5.2',
    title: 'RSV1 on a continuation',
    packets: (room) => [
      packet(room.say('x'), { isFinal: false }),
      packet('', { opcode: opcodes.more, reserved: 4 }),
    ],
    outcome: protocolError,
  },
  {
    section: '5.2',
    title: 'a reserved bit on a ping',
    packets: () => [ping('', { reserved: 2 })],
    outcome: protocolError,
  },
];

const reservedOpcodes: WireCase[] = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) =>
  broken('5.2', `opcode 0x${opcode.toString(16).toUpperCase()}, which is reserved`, { opcode }),
);

const lengths: WireCase[] = [
  long('125 bytes, the most that 7 bits tell', 125),
  long('126 bytes, the fewest that need 16 bits', 126),
  long('127 bytes', 127),
  long('65,535 bytes, the most that 16 bits tell', 65_535),
  long('65,536 bytes, the fewest that need 64 bits and the most that are taken', maxFrame),
  long('125 bytes told in 16 bits are read all the same', 125, 2),
  long('126 bytes told in 64 bits are read all the same', 126, 8),
  {
    section: '5.2',
    title: 'one byte more than is taken',
    packets: (room) => [packet(sized(room.say('x'), maxFrame + 1))],
    outcome: tooBig,
  },
  broken('5.2', 'a length of 2^53', { claimedLength: 2n ** 53n, lengthBytes: 8 }, tooBig),
  broken('5.2', 'a length whose highest bit is set', { claimedLength: 2n ** 63n }, tooBig),
  {
    section: '5.2',
    title: 'a text of no bytes is a text, though no JSON',
    packets: () => [packet('')],
    outcome: { refused: 1 },
  },
];

const fragmentation: WireCase[] = [
  {
    section: '5.4',
    title: 'a text in two frames',
    packets: (room) => fragments(room.say('two'), [10]),
    outcome: { hears: ['two'] },
  },
  {
    section: '5.4',
    title: 'a text in three frames, the first, middle and last of them empty',
    packets: (room) => {
      const text = room.say('empty');
      return fragments(text, [0, 0, 10, 10, text.length]);
    },
    outcome: { hears: ['empty'] },
  },
  {
    section: '5.4',
    title: 'a text of which each byte has a frame of its own',
    packets: (room) => {
      const text = room.say('bytes');
      return fragments(
        text,
        Array.from({ length: text.length - 1 }, (_, i) => i + 1),
      );
    },
    outcome: { hears: ['bytes'] },
  },
  {
    section: '5.4',
    title: 'pings and pongs between the frames of a text',
    packets: (room) => {
      const [first, second, third] = fragments(room.say('between'), [5, 9]);
      const pong = packet('aside', { opcode: opcodes.pong });
      return [first!, ping('one'), second!, pong, ping('two'), third!];
    },
    outcome: { hears: ['between'], pongs: [Buffer.from('one'), Buffer.from('two')] },
  },
  {
    section: '5.4',
    title: 'two texts in frames, one after the other',
    packets: (room) => [
      ...fragments(room.say('first'), [7]),
      ...fragments(room.say('second'), [3, 8]),
    ],
    outcome: { hears: ['first', 'second'] },
  },
  broken('5.4', 'a continuation of nothing', { opcode: opcodes.more }),
  broken('5.4', 'a continuation of nothing that is not the last', {
    opcode: opcodes.more,
    isFinal: false,
  }),
  {
    section: '5.4',
    title: 'a continuation after the last frame',
    packets: (room) => [...fragments(room.say('x'), [4]), packet('x', { opcode: opcodes.more })],
    outcome: { hears: ['x'], closes: 1002 },
  },
  ...(['text', 'binary'] as const).map((kind): WireCase => ({
    section: '5.4',
    title: `a ${kind} frame within a text`,
    packets: (room) => [
      packet(room.say('x'), { isFinal: false }),
      packet(room.say('y'), { opcode: opcodes[kind] }),
    ],
    outcome: protocolError,
  })),
  {
    section: '5.4',
    title: 'frames that are small each and together too big',
    packets: (room) => fragments(sized(room.say('x'), maxFrame + 1), [30_000, 60_000]),
    outcome: tooBig,
  },
  {
    section: '5.4',
    title: 'a close within a text ends it unheard',
    packets: (room) => [packet(room.say('x'), { isFinal: false }), close(Buffer.from([3, 232]))],
    outcome: { hears: [], closes: 1000 },
  },
];

const delivery: WireCase[] = [
  {
    section: '5.2',
    title: 'a frame that comes byte by byte',
    packets: (room) => [...packet(room.say('slowly'))].map((byte) => Buffer.from([byte])),
    outcome: { hears: ['slowly'] },
  },
  {
    section: '5.2',
    title: 'many frames in one packet',
    packets: (room) => [
      Buffer.concat([
        packet(room.say('a')),
        ping('b'),
        packet(room.say('c')),
        packet(room.say('d')),
      ]),
    ],
    outcome: { hears: ['a', 'c', 'd'], pongs: [Buffer.from('b')] },
  },
  {
    section: '5.2',
    title: 'packets that end in the middle of lengths, masks and payloads',
    packets: (room) => {
      const all = Buffer.concat([
        packet(sized(room.say('1'), 300)),
        packet(sized(room.say('2'), 3000), { lengthBytes: 8 }),
      ]);
      const cuts = [1, 3, 5, 8, 200, 308, 309, 311, 316, 319, 2000, all.length];
      return cuts.map((end, index) => all.subarray(cuts[index - 1] ?? 0, end));
    },
    outcome: { hears: ['1', '2'] },
  },
];

const kinds: WireCase[] = [
  {
    section: '5.6',
    title: 'a binary frame is refused, whatever it holds',
    packets: (room) => [packet(room.say('x'), { opcode: opcodes.binary })],
    outcome: { hears: [], refused: 1 },
  },
  {
    section: '5.6',
    title: 'a binary message in frames is refused once, when it is whole',
    packets: (room) => fragments(room.say('x'), [3, 6], opcodes.binary),
    outcome: { hears: [], refused: 1 },
  },
];

export const framingCases: WireCase[] = [
  ...masks,
  ...reservedBits,
  ...reservedOpcodes,
  ...lengths,
  ...fragmentation,
  ...delivery,
  ...kinds,
];
