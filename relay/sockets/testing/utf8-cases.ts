import { fragments, packet, type WireCase } from './wire-case.ts';

/** Bytes that are no UTF-8 (RFC 3629), and why. */
const malformed: [string, number[]][] = [
  ['a byte that only continues', [0x80]],
  ['a byte that never stands in UTF-8', [0xff]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['an overlong NUL', [0xe0, 0x80, 0x80]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['a code point beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ['two bytes of three', [0xe1, 0xbd]],
];

/** The JSON of a message with these bytes in place of its text. */
function spoiled(json: Buffer, bytes: number[]): Buffer {
  const at = json.indexOf('@');
  return Buffer.concat([json.subarray(0, at), Buffer.from(bytes), json.subarray(at + 1)]);
}

const whole = malformed.map(([title, bytes]): WireCase => ({
  section: '8.1',
  title: `${title} in a text`,
  packets: (room) => [packet(spoiled(room.say('@'), bytes))],
  outcome: { hears: [], closes: 1007 },
}));

const greek = 'κόσμε 🙂 \u{10ffff}';

const parted: WireCase[] = [
  {
    section: '5.6',
    title: 'a text of letters of two, three and four bytes',
    packets: (room) => [packet(room.say(greek))],
    outcome: { hears: [greek] },
  },
  {
    section: '5.6',
    title: 'letters cut by the end of a frame',
    packets: (room) => {
      const text = room.say(greek);
      const smile = text.indexOf('🙂');
      return fragments(text, [text.indexOf('κ') + 1, smile + 1, smile + 2, smile + 3]);
    },
    outcome: { hears: [greek] },
  },
  {
    section: '8.1',
    title: 'a surrogate cut by the end of a frame',
    packets: (room) => {
      const text = spoiled(room.say('@'), [0xed, 0xa0, 0x80]);
      return fragments(text, [text.indexOf(0xed) + 1]);
    },
    outcome: { hears: [], closes: 1007 },
  },
  {
    section: '8.1',
    title: 'a letter that the end of the message cuts',
    packets: (room) => {
      const text = Buffer.concat([room.say('x'), Buffer.from([0xf0, 0x9f, 0x99])]);
      return fragments(text, [10, text.length - 1]);
    },
    outcome: { hears: [], closes: 1007 },
  },
];

export const utf8Cases: WireCase[] = [...whole, ...parted];
