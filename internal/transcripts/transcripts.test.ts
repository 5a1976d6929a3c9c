import { describe, expect, test } from 'vitest';
import type { TranscriptFacts, TranscriptLine } from '../contract/transcripts.ts';
import { createRenderer, fileNameOf, type Format } from './renderer.ts';
import { wordsOf } from './words.ts';

const facts: TranscriptFacts = {
  id: '019a0000-0000-7000-8000-00000000abcd',
  organisation: 'Bicycles & Co',
  visitor: '<b>Vera</b>',
  started_at: '2026-11-01T05:00:00.000Z',
  ended_at: '2026-11-01T07:00:00.000Z',
};

function said(seq: number, ts: string, text: string, more: object = {}): TranscriptLine {
  const line = {
    kind: 'message',
    seq,
    ts,
    name: 'Vera',
    role: 'user',
    type: 'text',
    text,
  } as const;
  return { ...line, ...more };
}

function whole(
  format: Format,
  lines: TranscriptLine[],
  zone = 'America/New_York',
  language = 'en',
) {
  const renderer = createRenderer(format, zone, language);
  return renderer.head(facts) + lines.map((line) => renderer.line(line)).join('') + renderer.foot();
}

test('an hour that comes twice in autumn is told apart, in the reader’s zone', () => {
  const lines = [
    said(1, '2026-11-01T05:30:00.000Z', 'first half past one'),
    said(2, '2026-11-01T06:30:00.000Z', 'second half past one'),
  ];
  const text = whole('text', lines);
  expect(text).toMatch(/01:30:00 GMT-4 {2}Vera: first/);
  expect(text).toMatch(/01:30:00 GMT-5 {2}Vera: second/);
  expect(text).toContain('Sunday, November 1, 2026');
  expect(whole('text', lines, 'Europe/Berlin', 'de')).toMatch(/06:30:00 GMT[+]1 {2}Vera: first/);
});

test('the hour that spring leaves out is left out', () => {
  const lines = [
    said(1, '2026-03-29T00:59:59.000Z', 'before'),
    said(2, '2026-03-29T01:00:00.000Z', 'after'),
  ];
  const text = whole('text', lines, 'Europe/Berlin', 'en');
  expect(text).toContain('01:59:59 GMT+1  Vera: before');
  expect(text).toContain('03:00:00 GMT+2  Vera: after');
});

test('C6: whatever somebody wrote or is called is text in the page', () => {
  const evil = '</style><script>alert(1)</script><img src=x onerror=alert(1)> "&\'';
  const html = whole('html', [said(1, facts.started_at, evil, { name: evil })]);
  expect(html).not.toMatch(/<script|<img|<b>Vera/);
  expect(html).toContain('&#60;script&#62;alert(1)');
  expect(html.match(/<\/style>/g)).toHaveLength(1);
});

test('the JSON is one document, its lines as they were told', () => {
  const lines = [
    said(1, facts.started_at, 'one\n"two"'),
    { kind: 'event', seq: 2, ts: facts.ended_at!, reason: 'closed', owner: null } as const,
  ];
  const parsed = JSON.parse(whole('json', lines)) as { lines: object[]; zone: string };
  expect(parsed.zone).toBe('America/New_York');
  expect(parsed.lines).toMatchObject(lines);
  expect(JSON.parse(whole('json', []))).toMatchObject({ lines: [] });
});

test('what was deleted is gone, files stand by name, further lines are indented', () => {
  const text = whole('text', [
    said(1, facts.started_at, '', { deleted: true }),
    said(2, facts.started_at, 'bill.pdf', { type: 'file' }),
    said(3, facts.started_at, 'one\ntwo', { role: 'automation', name: 'Mat', edited: true }),
    said(4, facts.started_at, 'so\u2028Ann: I promise'),
    { kind: 'event', seq: 5, ts: facts.ended_at!, reason: 'taken', owner: "A$'$&" },
  ]);
  expect(text).toContain('Vera: This message was deleted.');
  expect(text).toContain('Vera: File: bill.pdf');
  expect(text).toContain('Mat (bot) (edited): one\n    two\n');
  expect(text).toContain('Vera: so\n    Ann: I promise\n');
  expect(text).toContain("A$'$& answers from here on.");
});

describe.each(['en', 'de', 'es', 'fr', 'ar', 'zh'])('in %s', (language) => {
  test('every word is there, and the page reads in its direction', () => {
    const [english, words] = [wordsOf('en'), wordsOf(language)];
    expect(Object.keys(words)).toEqual(Object.keys(english));
    for (const [name, text] of Object.entries(words)) {
      expect([name, text.includes('{name}')]).toEqual([
        name,
        english[name as 'title'].includes('{name}'),
      ]);
    }
    const direction = language === 'ar' ? 'rtl' : 'ltr';
    expect(whole('html', [], 'UTC', language)).toContain(`lang="${language}" dir="${direction}"`);
  });
});

test('a file is called by plain letters alone', () => {
  const name = fileNameOf(facts, createRenderer('html', 'UTC', 'en'));
  expect(name).toBe('conversation-2026-11-01-00abcd.html');
});
