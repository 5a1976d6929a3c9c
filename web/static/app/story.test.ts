import { expect, test } from 'vitest';
import type { Entry, MessageChangedFrame, MessageFrame } from '../client/frames.d.ts';
import { mostLines, pageEntries, Story } from './story.js';

const message = (seq: number, data = `line ${seq}`) =>
  ({ op: 'message', seq, data, from: 'ada', type: 'text', name: 'Ada' }) as MessageFrame;
const edit = (seq: number, of: number, data: string) =>
  ({ op: 'message_changed', what: 'edited', seq, of, data, ts: 'now' }) as MessageChangedFrame;

/** A log of so many entries that may grow, and a stretch of it. */
function logOf(count: number, changes: Entry[] = []) {
  const all: Entry[] = Array.from({ length: count }, (_, place) => message(place + 1));
  for (const change of changes) all[change.seq - 1] = change;
  const reads: [number, number][] = [];
  const story = new Story(async (after, before) => {
    reads.push([after, before]);
    return all.slice(after, before - 1);
  });
  const live = (after: number) => ({
    head: all.length,
    after,
    last: all.length,
    entries: all.slice(after),
  });
  return { all, story, reads, live };
}

test('a long log is opened around a place, and only a piece of it is held', async () => {
  const { story, live, reads } = logOf(100_000);
  await story.openAround(50_000, live(100_000));
  expect(reads).toEqual([[story.after, story.after + pageEntries + 1]]);
  expect(story.find(50_000)?.data).toBe('line 50000');
  expect(story.entries).toHaveLength(pageEntries);
  expect(story.isAtEnd).toBe(false);
});

test('who reads on backwards and forwards holds a gapless run of bounded length', async () => {
  const { story, live } = logOf(1000);
  await story.openAround(1000, live(1000));
  expect(story.isAtEnd).toBe(true);
  for (let page = 0; page < 6; page++) await story.older();
  expect(story.entries).toHaveLength(mostLines);
  expect(story.isAtEnd).toBe(false);
  const seqs = story.entries.map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: mostLines }, (_, place) => story.after + 1 + place));
  for (let page = 0; page < 12; page++) await story.newer(live(1000));
  expect(story.isAtEnd).toBe(true);
  expect(story.last).toBe(1000);
  expect(story.entries.length).toBeLessThanOrEqual(mostLines);
});

test('the beginning is the beginning', async () => {
  const { story, live, reads } = logOf(100);
  await story.openAround(100, live(100));
  await story.older();
  expect(story.after).toBe(0);
  await story.older();
  expect(reads).toHaveLength(2);
});

test('what is live joins a stretch that reaches the end, and no other', async () => {
  const { all, story, live } = logOf(300);
  await story.openAround(300, live(300));
  all.push(message(301));
  expect(story.follow(live(300))).toBe(true);
  expect(story.last).toBe(301);
  await story.openAround(20, live(300));
  all.push(message(302));
  story.follow(live(300));
  expect(story.isAtEnd).toBe(false);
  expect(story.find(302)).toBeUndefined();
});

test('changes reach what is held, live or read later', async () => {
  const { all, story, live } = logOf(300);
  await story.openAround(100, live(300));
  all.push(edit(301, 100, 'edited live'));
  expect(story.follow(live(300))).toBe(true);
  expect(story.find(100)?.data).toBe('edited live');

  const other = logOf(300, [edit(250, 170, 'edited while away')]);
  await other.story.openAround(170, other.live(300));
  await other.story.newer(other.live(300));
  expect(other.story.find(170)?.data).toBe('edited while away');
});

test('what is answered is read aside once and follows its changes', async () => {
  const { all, story, live } = logOf(300);
  await story.openAround(300, live(300));
  let asked = 0;
  const read = async () => {
    asked += 1;
    return message(3);
  };
  story.readAside(3, read);
  story.readAside(3, read);
  await Promise.resolve();
  expect(asked).toBe(1);
  expect(story.aside(3)?.data).toBe('line 3');
  all.push(edit(301, 3, 'anew'));
  story.follow(live(300));
  expect(story.aside(3)?.data).toBe('anew');
});

test('what a slower answer brings after another place was opened is let go', async () => {
  const answers: ((entries: Entry[]) => void)[] = [];
  const story = new Story(() => new Promise((resolve) => answers.push(resolve)));
  const live = { head: 1000, after: 1000, last: 1000, entries: [] };
  const first = story.openAround(10, live);
  const second = story.openAround(500, live);
  const page = (after: number) =>
    Array.from({ length: pageEntries }, (_, place) => message(after + 1 + place));
  answers[1]!(page(459));
  await second;
  answers[0]!(page(0));
  await first;
  expect(story.find(500)?.data).toBe('line 500');
});
