import { expect, test } from 'vitest';
import { readOptions, UsageError } from './read-options.ts';

const read = (...args: string[]) => readOptions(args, ['hot-room', 'pairs']);

test('nothing said means every workload, once each process, as a table', () => {
  const shipped = { list: false, output: 'table', relays: 1, dbmgrs: 1, names: [] };
  expect(read()).toEqual(shipped);
});

test('flags and names in any order, with or without =', () => {
  expect(read('pairs', '--json', '--rounds', '2', '--relays=2', 'hot-room')).toMatchObject({
    output: 'json',
    rounds: 2,
    relays: 2,
    names: ['pairs', 'hot-room'],
  });
  expect(read('--list', '--markdown', '--dbmgrs', '3')).toMatchObject({
    list: true,
    output: 'markdown',
    dbmgrs: 3,
  });
});

test.each([
  [['--fast'], 'there is no --fast'],
  [['hot-rom'], 'there is no workload hot-rom'],
  [['--rounds', '0'], '--rounds must be a number from 1 to 100'],
  [['--rounds', 'many'], '--rounds must be a number from 1 to 100'],
  [['--relays'], '--relays needs a value'],
])('%j is wrong usage', (args, why) => {
  expect(() => read(...args)).toThrow(UsageError);
  expect(() => read(...args)).toThrow(why);
});
