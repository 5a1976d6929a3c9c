import { close, closeBody, opcodes, packet, ping, type WireCase } from './wire-case.ts';

const protocolError = { closes: 1002 };
const badText = { closes: 1007 };
const everyByte = Buffer.from(Array.from({ length: 125 }, (_, i) => i * 2));

const control = (['ping', 'pong', 'close'] as const).flatMap((kind): WireCase[] => [
  {
    section: '5.5',
    title: `a ${kind} in fragments`,
    packets: () => [packet('', { opcode: opcodes[kind], isFinal: false })],
    outcome: protocolError,
  },
  {
    section: '5.5',
    title: `a ${kind} of 126 bytes`,
    packets: () => [packet(closeBody(1000, 'x'.repeat(124)), { opcode: opcodes[kind] })],
    outcome: protocolError,
  },
]);

const pings: WireCase[] = [
  {
    section: '5.5.2',
    title: 'a ping without a payload',
    packets: () => [ping()],
    outcome: { pongs: [Buffer.alloc(0)] },
  },
  {
    section: '5.5.3',
    title: 'a ping of 125 bytes, which are no text, comes back as it was',
    packets: () => [ping(everyByte)],
    outcome: { pongs: [everyByte] },
  },
  {
    section: '5.5.3',
    title: 'pings one after the other are answered in order',
    packets: () => [Buffer.concat([ping('a'), ping('b'), ping('c')])],
    outcome: { pongs: ['a', 'b', 'c'].map((text) => Buffer.from(text)) },
  },
  {
    section: '5.5.3',
    title: 'a pong that nobody asked for is let be',
    packets: (room) => [packet('news', { opcode: opcodes.pong }), packet(room.say('after'))],
    outcome: { hears: ['after'] },
  },
];

const goodCodes = [1000, 1001, 1003, 1007, 1011, 3000, 3999, 4000, 4999];
const badCodes = [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535];

const closes: WireCase[] = [
  {
    section: '5.5.1',
    title: 'a close without a code is answered without one',
    packets: () => [close()],
    outcome: { closes: 1005 },
  },
  ...goodCodes.map((code): WireCase => ({
    section: '7.4',
    title: `close code ${code} is answered with itself`,
    packets: () => [close(closeBody(code, 'so long'))],
    outcome: { closes: code },
  })),
  ...badCodes.map((code): WireCase => ({
    section: '7.4',
    title: `close code ${code}, which may not be on the wire`,
    packets: () => [close(closeBody(code))],
    outcome: protocolError,
  })),
  {
    section: '5.5.1',
    title: 'a close whose body is one byte',
    packets: () => [close('x')],
    outcome: protocolError,
  },
  {
    section: '5.5.1',
    title: 'a close whose reason is as long as it may be',
    packets: () => [close(closeBody(1000, 'x'.repeat(123)))],
    outcome: { closes: 1000 },
  },
  {
    section: '8.1',
    title: 'a close whose reason is not UTF-8',
    packets: () => [close(closeBody(1000, Buffer.from([0xce, 0xba, 0xe1])))],
    outcome: badText,
  },
  {
    section: '5.5.1',
    title: 'what comes after a close is neither heard nor answered',
    packets: (room) => [
      Buffer.concat([close(closeBody(1000)), packet(room.say('late')), ping('late')]),
    ],
    outcome: { hears: [], pongs: [], closes: 1000 },
  },
  {
    section: '7.1.4',
    title: 'a second close changes nothing',
    packets: () => [Buffer.concat([close(closeBody(1000)), close(closeBody(1001))])],
    outcome: { closes: 1000 },
  },
];

export const controlCases: WireCase[] = [...control, ...pings, ...closes];
