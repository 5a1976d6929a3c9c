import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readLanguages } from '../../languages/languages.ts';
import { describeChange, describeNotice } from './changes.js';

const say = (english: string) => english;

test('who turns out to be known to the site is not told that they were handed on', () => {
  const owner = { id: 'mat', name: 'Mat', kind: 'automation' } as const;
  for (const one of [null, owner])
    expect(describeChange({ reason: 'identified', owner: one }, say)).toBeNull();
  expect(describeChange({ reason: 'transferred', owner: null }, say)?.text).toMatch(/handed on/);
});

test('whoever comes back too late reads that it was closed', () => {
  expect(describeChange({ reason: 'gone', owner: null }, say)?.text).toMatch(/was closed/);
});

test('who comes to help, and goes, is named in the words of the reader', async () => {
  const folder = fileURLToPath(new URL('../../languages', import.meta.url));
  const german = (await readLanguages(folder)).choose('de', []);
  const notice = (code: string, text: string) => {
    const { text: said, tone } = describeNotice({ code, text }, german.say.bind(german));
    return [said.replaceAll(/[\u2068\u2069]/g, ''), tone];
  };
  expect(notice('helper_joined', 'Bob left joined the conversation.')).toEqual([
    'Bob left nimmt jetzt am Gespräch teil.',
    'quiet',
  ]);
  expect(notice('helper_left', 'Bob left the conversation.')).toEqual([
    'Bob hat das Gespräch verlassen.',
    'quiet',
  ]);
  const summary = ['The order is late.', 'waiting'];
  expect(notice('handoff_summary', 'The order is late.')).toEqual(summary);
});
