import { describe, expect, test } from 'vitest';
import { type Alarm, followUpAt, nextStep, stepsOf } from './alarms.ts';

const since = new Date('2031-05-05T10:00:00Z');
const after = (ms: number) => new Date(since.getTime() + ms);
const ladder = { deadlineMs: 120_000, isAnybodyThere: true };

/** What is done when somebody looks every half second, or at these times alone. */
function run(kind: Alarm['kind'], looks: number[], options = ladder): [string, number][] {
  const done: [string, number][] = [];
  let step: Alarm['step'] = null;
  let dueAt: Date | null = nextStep({ kind, since, step }, options)!.at;
  for (const look of looks) {
    const now = after(look);
    if (!dueAt || dueAt > now) continue;
    const next: ReturnType<typeof nextStep> = nextStep({ kind, since, step }, options);
    if (!next) break;
    done.push([next.step, look / 1000]);
    step = next.step;
    dueAt = followUpAt(dueAt, next.thenMs, now);
  }
  return done;
}

const everyHalfSecond = Array.from({ length: 1000 }, (_, place) => place * 500);

describe('what nobody has seen', () => {
  test('rings, rings again after 15 s, is pushed after 45 s and goes back at the deadline', () => {
    expect(run('line', everyHalfSecond)).toEqual([
      ['rung', 0],
      ['repeated', 15],
      ['pushed', 45],
      ['returned', 120],
    ]);
  });

  test('who waits beyond the deadline is told to the supervisors, and then mailed', () => {
    expect(run('waiting', everyHalfSecond).slice(3)).toEqual([
      ['told', 120],
      ['mailed', 240],
    ]);
  });

  test('with nobody there the mail goes at the deadline', () => {
    const alone = { ...ladder, isAnybodyThere: false };
    expect(run('waiting', everyHalfSecond, alone).slice(3)).toEqual([
      ['told', 120],
      ['mailed', 120.5],
    ]);
    expect(run('left', everyHalfSecond, alone)).toEqual([['mailed', 120]]);
  });

  test('after a stop there is one step, and the others keep their distance', () => {
    const looks = [0, ...everyHalfSecond.slice(600)];
    expect(run('line', looks)).toEqual([
      ['rung', 0],
      ['repeated', 300],
      ['pushed', 330],
      ['returned', 405],
    ]);
  });

  test('a sweep that is a little late does not move the rest', () => {
    expect(run('line', [0, 17_000, 45_000, 47_000, 120_000])).toEqual([
      ['rung', 0],
      ['repeated', 17],
      ['pushed', 45],
      ['returned', 120],
    ]);
  });
});

test('the steps of each kind follow one another', () => {
  for (const kind of ['line', 'waiting', 'left'] as const) {
    const due = stepsOf(kind, ladder).map(({ dueMs }) => dueMs);
    expect(due).toEqual(due.toSorted((a, b) => a - b));
  }
});
