import { describe, expect, test } from 'vitest';
import type { RecordedShift, RecordedSpan, RecordedVisit } from '../../contract/days.ts';
import { Agenda } from './agenda.ts';
import { compareDays, compareDaysInTurns } from './compare-days.ts';
import { playDay } from './play-day.ts';
import type { RecordedDay } from './recorded-day.ts';

const bounds = {
  zone: 'UTC',
  from: '2026-03-30T00:00:00.000Z',
  until: '2026-03-31T00:00:00.000Z',
};
const minuteMs = 60_000;
/** Minutes after nine. */
const at = (minutes: number) =>
  new Date(Date.parse('2026-03-30T09:00:00Z') + minutes * minuteMs).toISOString();

function shift(agent: string, minutes: number, rest: Partial<RecordedShift> = {}): RecordedShift {
  const wishes = { languages: [], skills: [], teams: [] };
  return { agent, at: at(minutes), state: 'here', limit: 1, ...wishes, ...rest };
}

type Part = [owner: string, from: number, until: number | null, how?: string, endedBy?: string];

function visit(id: string, parts: Part[], rest: Partial<RecordedVisit> = {}): RecordedVisit {
  const spans = parts.map(([owner, from, until, how = 'taken', ended = 'taken']): RecordedSpan => ({
    owner: owner === 'queue' || owner === 'automation' ? owner : 'agent',
    agent: owner === 'queue' || owner === 'automation' ? null : owner,
    from: at(from),
    until: until === null ? null : at(until),
    how,
    ended_by: until === null ? null : ended,
  }));
  const queue = spans.find(({ owner }) => owner === 'queue');
  const offers: RecordedVisit['offers'] = spans.flatMap((span, index) => {
    const next = spans[index + 1];
    if (span.owner !== 'queue' || !next?.agent || span.until === null) return [];
    const made = { agent: next.agent, made_at: span.until, ended_at: span.until };
    return [{ ...made, outcome: 'accepted' as const }];
  });
  return {
    id,
    priority: 0,
    language: null,
    skill: null,
    team: null,
    last_agent: null,
    waited_at: queue?.from ?? null,
    left_at: null,
    closed_at: spans.at(-1)?.until ?? null,
    spans,
    offers,
    ...rest,
  };
}

const day = (visits: RecordedVisit[], shifts = [shift('ana', 0)]): RecordedDay => ({
  bounds,
  visits,
  shifts,
});
const waitsOf = (played: ReturnType<typeof playDay>) =>
  played.outcomes.map(({ waitMs, end }) => [waitMs / minuteMs, end]);

/** Three come at once to one agent who takes one at a time, ten minutes each. */
const busy = () =>
  day(
    [0, 1, 2].map((index) =>
      visit(`v${index}`, [
        ['queue', 0, 10 * index],
        ['ana', 10 * index, 10 * index + 10, 'taken', 'closed'],
      ]),
    ),
  );

describe('a day played again', () => {
  test('others have a turn after each moment of it, and it comes out the same', async () => {
    let rests = 0;
    const rest = async () => void rests++;
    const change = { limit: 2, moreAgents: 1 };
    const found = await compareDaysInTurns(busy(), change, rest);
    expect(found).toEqual(compareDays(busy(), change));
    expect(rests).toBeGreaterThanOrEqual(10);
  });

  test('as it was meets what was recorded', () => {
    const { recorded, asItWas, calibration } = compareDays(busy(), {});
    expect(asItWas).toEqual(recorded);
    expect(recorded).toMatchObject({ visitors: 3, medianMs: 10 * minuteMs, left: 0 });
    expect(recorded.longestMs).toBe(20 * minuteMs);
    expect(calibration).toEqual({ visitors: 3, close: 1, sameAgent: 1, medianDifferenceMs: 0 });
  });

  test('with another limit, with more agents, with both', () => {
    expect(waitsOf(playDay(busy(), { limit: 3 })).map(([wait]) => wait)).toEqual([0, 0, 0]);
    expect(waitsOf(playDay(busy(), { moreAgents: 1 })).map(([wait]) => wait)).toEqual([0, 0, 10]);
    const both = playDay(busy(), { limit: 2, moreAgents: 1 });
    expect(waitsOf(both).map(([wait]) => wait)).toEqual([0, 0, 0]);
    expect(both).toEqual(playDay(busy(), { limit: 2, moreAgents: 1 }));
  });

  test('who lost patience leaves again, unless there is a seat before', () => {
    const visits = [...busy().visits, visit('v9', [['queue', 1, 15, 'handoff', 'closed']])];
    expect(waitsOf(playDay(day(visits)))[3]).toEqual([14, 'left']);
    expect(waitsOf(playDay(day(visits), { moreAgents: 2 }))[3]).toEqual([9, 'served']);
  });

  test('a hold frees the seat and comes back to its agent', () => {
    const held = visit('v0', [
      ['queue', 0, 0],
      ['ana', 0, 5, 'taken', 'on_hold'],
      ['ana', 20, 30, 'resumed', 'closed'],
    ]);
    const second = visit('v1', [
      ['queue', 1, 5],
      ['ana', 5, 8, 'taken', 'closed'],
    ]);
    const third = visit('v2', [
      ['queue', 21, 30],
      ['ana', 30, 31, 'taken', 'closed'],
    ]);
    const played = playDay(day([held, second, third]));
    expect(waitsOf(played).map(([wait]) => wait)).toEqual([0, 4, 9]);
  });

  test('who is lost gives back what they have, and the rest of the talk is another’s', () => {
    const cut = visit('v0', [
      ['queue', 0, 0],
      ['ana', 0, 6, 'taken', 'returned'],
      ['queue', 6, 10, 'returned'],
      ['bob', 10, 14, 'taken', 'closed'],
    ]);
    const next = visit('v1', [
      ['queue', 11, 14],
      ['bob', 14, 15, 'taken', 'closed'],
    ]);
    const shifts = [shift('ana', 0), shift('ana', 6, { state: 'lost' }), shift('bob', 10)];
    expect(waitsOf(playDay(day([cut, next], shifts)))).toEqual([
      [0, 'served'],
      [3, 'served'],
    ]);
  });

  test('who declined declines again and is not asked for a minute', () => {
    const offers: RecordedVisit['offers'] = [
      { agent: 'ana', made_at: at(0), ended_at: at(0.5), outcome: 'declined' },
      { agent: 'ana', made_at: at(1.5), ended_at: at(2), outcome: 'accepted' },
    ];
    const parts: Part[] = [
      ['queue', 0, 2],
      ['ana', 2, 9, 'taken', 'closed'],
    ];
    expect(waitsOf(playDay(day([visit('v0', parts, { offers })])))).toEqual([[2, 'served']]);
  });

  test('wishes and teams are kept to', () => {
    const parts = (agent: string): Part[] => [
      ['queue', 0, 0],
      [agent, 0, 9, 'taken', 'closed'],
    ];
    const german = visit('v0', parts('bob'), { language: 'de' });
    const forTeam = visit('v1', parts('cid'), { team: 't' });
    const shifts = [
      shift('ana', 0),
      shift('bob', 0, { languages: ['de'] }),
      shift('cid', 0, { teams: ['t'] }),
    ];
    const played = playDay(day([german, forTeam], shifts));
    expect(played.outcomes.map(({ agentId }) => agentId)).toEqual(['bob', 'cid']);
  });

  test('seats in use are said by the hour', () => {
    const nine = playDay(busy()).hours[9]!;
    expect(nine.seats).toBe(1);
    expect(nine.used).toBeCloseTo(0.5);
  });

  test('a day without anybody is an empty one', () => {
    const { recorded, changed, calibration } = compareDays(day([], []), { moreAgents: 2 });
    expect(recorded).toEqual(changed);
    expect(recorded).toMatchObject({ visitors: 0, medianMs: null });
    expect(calibration.close).toBe(null);
  });
});

test('an agenda keeps the order of times, and of notes where these are the same', () => {
  const agenda = new Agenda();
  const done: number[] = [];
  for (const ms of [5, 3, 9, 3, 1, 7, 3]) agenda.note(ms, () => done.push(ms));
  while (agenda.nextMs < Infinity) agenda.perform();
  expect(done).toEqual([1, 3, 3, 3, 5, 7, 9]);
});
