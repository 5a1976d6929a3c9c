import { expect, test } from 'vitest';
import { createCursors } from './cursors.ts';

const home = { path: '/v1/teams', person: 'ada' };
const [current, former] = ['c'.repeat(32), 'f'.repeat(32)];

test('a cursor is read where it was signed, and nowhere else', () => {
  const cursors = createCursors([current]);
  const cursor = cursors.sign({ after: 'x', at: 3 }, home);
  expect(cursors.read(cursor, home)).toEqual({ after: 'x', at: 3 });
  expect(cursor).toMatch(/^[\w-]+\.[\w-]{24}$/);
  for (const elsewhere of [
    { ...home, person: 'eve' },
    { ...home, path: '/v1/people' },
    { path: '/v1/team', person: 'sada' },
  ]) {
    expect(() => cursors.read(cursor, elsewhere)).toThrow(/not one of this list/);
  }
});

test('V1: a cursor that was made up or altered is none', () => {
  const cursors = createCursors([current]);
  const [text = '', mac = ''] = cursors.sign({ after: 'x' }, home).split('.');
  const other = Buffer.from('{"after":"y"}').toString('base64url');
  for (const forged of [
    '',
    '.',
    text,
    `${text}.`,
    `.${mac}`,
    `${other}.${mac}`,
    `${text}.${mac}=`,
    `${text}.${mac}.`,
    `${text}=.${mac}`,
    `${text}.${mac.slice(1)}`,
    createCursors(['x'.repeat(32)]).sign({ after: 'x' }, home),
  ]) {
    expect(() => cursors.read(forged, home)).toThrow(/not one of this list/);
  }
});

test('a cursor lives on when the secret changes, while the former one is still listed', () => {
  const old = createCursors([former]).sign({ after: 'x' }, home);
  expect(createCursors([current, former]).read(old, home)).toEqual({ after: 'x' });
  expect(() => createCursors([current]).read(old, home)).toThrow(/cursor/);
});
