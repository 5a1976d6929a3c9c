import { expect, test } from 'vitest';
import { PersonError } from '../../internal/process/person-error.ts';
import { readOptions } from './read-options.ts';

test('one of each unless more are asked for', () => {
  expect(readOptions([])).toEqual({ relays: 1, dbmgrs: 1, webs: 1, nats: 1, watch: false });
  const flags = ['--relays', '2', '--dbmgrs=3', '--webs', '2', '--nats', '3', '--watch'];
  expect(readOptions(flags)).toEqual({ relays: 2, dbmgrs: 3, webs: 2, nats: 3, watch: true });
});

test.each([['--relays', '0'], ['--webs', 'two'], ['--nats', '17'], ['--workers', '2'], ['extra']])(
  'wrong flags are refused with a sentence: %s %s',
  (...flags) => {
    const wrong = flags.filter((flag) => flag !== undefined);
    expect(() => readOptions(wrong)).toThrow(PersonError);
    expect(() => readOptions(wrong)).toThrow(/npm start -- --help/);
  },
);
