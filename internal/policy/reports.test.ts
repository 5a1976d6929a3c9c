import { expect, test } from 'vitest';
import { type Figure, outcomeOf, turnsOf } from './figures.ts';
import { createGroups } from './report-groups.ts';
import { createTally, spreadOf } from './reports.ts';

const minute = 60_000;
const start = Date.parse('2027-03-01T09:00:00Z');

function figure(change: Partial<Figure> = {}): Figure {
  return {
    id: 'c',
    startedMs: start,
    endedMs: start + 30 * minute,
    waitedMs: start,
    takenMs: start + minute,
    answeredMs: start + 2 * minute,
    answeredBy: 'ann',
    outcome: 'answered',
    teamId: null,
    turns: [{ kind: 'agent', id: 'ann', ms: 10 * minute }],
    score: null,
    category: null,
    ...change,
  };
}

test('half and nine of ten are found between neighbours; nothing has no spread', () => {
  expect(spreadOf([])).toBeNull();
  expect(spreadOf([5000])).toEqual({ count: 1, average: 5, median: 5, p90: 5 });
  const ten = Array.from({ length: 11 }, (_, at) => (10 - at) * 1000);
  expect(spreadOf(ten)).toEqual({ count: 11, average: 5, median: 5, p90: 9 });
  expect(spreadOf([1000, 3000])).toMatchObject({ median: 2, p90: 3 });
});

test('who left before anybody came is abandoned; messages left, bans and bots are not', () => {
  const tally = createTally();
  const none = { takenMs: null, answeredMs: null, answeredBy: null, turns: [] };
  tally.add(figure());
  tally.add(figure({ ...none, outcome: 'abandoned' }));
  tally.add(figure({ ...none, outcome: 'left' }));
  tally.add(figure({ ...none, outcome: 'banned' }));
  tally.add(figure({ ...none, outcome: 'contained', waitedMs: null }));
  tally.add(figure({ ...none, outcome: 'open', endedMs: null }));
  expect(tally.sum()).toMatchObject({
    conversations: 6,
    waited: 5,
    answered: 1,
    abandoned: 1,
    left: 1,
    contained: 1,
    open: 1,
    first_answer: { count: 1, median: 120 },
    wait: { count: 1, median: 60 },
    handling: { count: 1, median: 600 },
    rating: null,
  });
});

test('how a conversation ended follows from who had it', () => {
  const nobody = { hasEnded: true, waited: true, leftMessage: false, endedBy: null, turns: [] };
  expect(outcomeOf({ ...nobody, hasEnded: false })).toBe('open');
  expect(outcomeOf(nobody)).toBe('abandoned');
  expect(outcomeOf({ ...nobody, waited: false })).toBe('contained');
  expect(outcomeOf({ ...nobody, leftMessage: true })).toBe('left');
  expect(outcomeOf({ ...nobody, endedBy: 'banned' })).toBe('banned');
  const turns = [{ kind: 'agent' as const, id: 'ann', ms: 1 }];
  expect(outcomeOf({ ...nobody, endedBy: 'banned', turns })).toBe('answered');
});

test('the turns of one owner add up, and the queue has none', () => {
  const at = (minutes: number) => new Date(start + minutes * minute);
  const turn = (
    ownerKind: 'agent' | 'queue',
    ownerId: string | null,
    from: number,
    to?: number,
  ) => ({
    ownerKind,
    ownerId,
    startedAt: at(from),
    endedAt: to === undefined ? null : at(to),
  });
  const stretches = [
    turn('queue', null, 0, 2),
    turn('agent', 'ann', 2, 5),
    turn('agent', 'ben', 5, 6),
    turn('agent', 'ann', 8),
  ];
  expect(turnsOf(stretches, at(10))).toEqual([
    { kind: 'agent', id: 'ann', ms: 5 * minute },
    { kind: 'agent', id: 'ben', ms: minute },
  ]);
});

test('each who had it is counted, with their time and their part of the rating', () => {
  const groups = createGroups({
    zone: 'Europe/Berlin',
    starts: [start - 60 * minute, start + 60 * minute],
    teamsOf: new Map([
      ['ann', ['sales', 'night']],
      ['ben', ['sales']],
    ]),
  });
  const turns = [
    { kind: 'automation', id: 'mat', ms: 5 * minute },
    { kind: 'agent', id: 'ann', ms: 15 * minute },
    { kind: 'agent', id: 'ben', ms: 5 * minute },
  ] as const;
  groups.add(figure({ turns, score: 4 }));
  groups.add(figure({ startedMs: start + 90 * minute, score: 1, teamId: 'late' }));
  const sums = groups.sum();
  expect(sums.total).toMatchObject({ conversations: 2, rating: { count: 2, average: 2.5 } });
  expect(sums.steps.map((step) => step.conversations)).toEqual([1, 1]);
  expect(sums.hours[10]!.conversations).toBe(1);
  expect(sums.hours[11]!.conversations).toBe(1);
  expect(sums.agents.get('ann')).toMatchObject({
    conversations: 2,
    first_answer: { count: 2 },
    handling: { median: 750 },
  });
  expect(sums.agents.get('ann')!.rating!.count).toBeCloseTo(1.75);
  expect(sums.agents.get('ben')).toMatchObject({ first_answer: null, handling: { median: 300 } });
  expect(sums.agents.get('ben')!.rating).toMatchObject({ average: 4 });
  expect(sums.automations.get('mat')!.rating).toEqual({ count: 1, average: 4, satisfied: 1 });
  expect(sums.teams.get('sales')!.conversations).toBe(2);
  expect(sums.teams.get('night')!.conversations).toBe(2);
  expect(sums.teams.get('late')!.conversations).toBe(1);
});
