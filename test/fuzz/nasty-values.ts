import type { Random } from '../faults/harness/random.ts';

/** JSON texts that somebody who wants to break something would put where a value belongs. */
const nasty: readonly string[] = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-1',
  '1',
  '1.5',
  '1e400',
  '-1e400',
  '1e-400',
  '2147483648',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  '18446744073709551616',
  '""',
  '" "',
  '"*"',
  '">"',
  '"a.b"',
  '"a b"',
  '"$SYS"',
  '"_INBOX.x"',
  '"../../etc/passwd"',
  '"%00"',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\u001b[2J"',
  '"\\r\\nX: y"',
  '"\\u2028"',
  '"\\u202e"',
  '"\\ud800"',
  '"\\udc00x"',
  '"\\ud83d\\ude42"',
  '"__proto__"',
  '"constructor"',
  '"toString"',
  '"hasOwnProperty"',
  '"\'; DROP TABLE messages; --"',
  '"\\" OR \\"\\"=\\""',
  '"<script>alert(1)</script>"',
  '"{{7*7}}"',
  '"waiting-main"',
  '"chat-bot"',
  '"person"',
  '[]',
  '[null]',
  '[[[[[[[[]]]]]]]]',
  '{}',
  '{"":""}',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '{"toString":1,"valueOf":2,"toJSON":3}',
  '{"length":5}',
  '{"a":{"a":{"a":{"a":{"a":{}}}}}}',
];

const keys: readonly string[] = [
  'op',
  'id',
  'channel_id',
  'to',
  'type',
  'data',
  'from',
  'ts',
  'seq',
  'after',
  'before',
  'token',
  'resume',
  'store',
  'with',
  'state',
  'role',
  'name',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '',
  '\\u0000',
  '\\ud83d\\ude42',
  'x'.repeat(300),
];

export function nastyKey(random: Random): string {
  return random.pick(keys);
}

/** The JSON of anything; now and then it is long or deep. */
export function nastyValue(random: Random): string {
  if (random.chance(0.9)) return random.pick(nasty);
  const size = random.pick([65, 300, 4000, 10_001, 30_000]);
  switch (random.int(0, 4)) {
    case 0:
      return `"${'x'.repeat(size)}"`;
    case 1:
      return `${'['.repeat(size)}${']'.repeat(size)}`;
    case 2:
      return `"${'🙂'.repeat(size >> 2)}"`;
    case 3:
      return '9'.repeat(Math.min(size, 4000));
    default:
      return `{${Array.from({ length: size >> 4 }, (_, i) => `"k${i}":${i}`).join(',')}}`;
  }
}
