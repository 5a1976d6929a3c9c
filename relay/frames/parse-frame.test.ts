import { expect, test } from 'vitest';
import { AppError } from '../../internal/contract/errors.ts';
import type { ClientOp } from '../../internal/contract/frames.ts';
import { parseFrame } from './parse-frame.ts';

const send = { op: 'send', id: 'm1', channel_id: 'c1', to: '*', type: 'text', data: 'hello' };
const hello = { op: 'hello', token: 't' };

test('a frame as it should be is taken as it is', () => {
  expect(parseFrame('send', send)).toEqual(send);
  expect(parseFrame('hello', { ...hello, resume: { c1: 4 } })).toEqual({
    ...hello,
    resume: { c1: 4 },
  });
});

const refusals: [ClientOp, object, string][] = [
  ['send', { ...send, from: 'x' }, 'from: this is for the server to say.'],
  ['send', { ...send, seq: 4 }, 'seq: this is for the server to say.'],
  ['send', { ...send, ts: 4, zz: 1 }, 'ts: this is for the server to say.'],
  ['send', { ...send, '<b>x</b>': 1 }, 'The frame holds a field too many.'],
  ['send', { ...send, id: undefined }, 'id: is missing.'],
  ['send', { ...send, id: 'a.b' }, 'id: must be 1 to 64 letters, digits, _ or -.'],
  ['send', { ...send, data: 5 }, 'data: must be text.'],
  ['send', { ...send, to: { a: 1 } }, 'to: is not of the form it must have.'],
  ['send', { ...send, type: 'gif' }, 'type: must be text or image or video or audio or file.'],
  ['open', { op: 'open', channel_id: 'c1', after: -1 }, 'after: is too small.'],
  ['open', { op: 'open', channel_id: 'c1', after: 2 ** 53 }, 'after: is too large.'],
  ['open', { op: 'open', channel_id: 'c1', after: 1.5 }, 'after: must be a whole number.'],
  ['seen', { op: 'seen', channel_id: ['c1'], seq: 1 }, 'channel_id: must be text.'],
  ['hello', { ...hello, resume: [] }, 'resume: must be an object.'],
  ['hello', { ...hello, resume: { c1: '4' } }, 'resume: must be a number.'],
  ['hello', { ...hello, resume: { '<i>': 4 } }, 'resume: is not of the form it must have.'],
  [
    'start',
    { op: 'start', with: 'DROP' },
    'with: must be 2 to 32 lower-case letters, digits or -.',
  ],
];

test.each(refusals)('R14: of a bad %s with %j it is said: %s', (op, draft, sentence) => {
  expect(() => parseFrame(op, draft)).toThrow(new AppError('invalid', sentence));
});
