import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outcomeKind } from '../contract/outcomes.ts';
import { createAccount, judgeMessage, type MessageFacts } from './outcomes.ts';

const at = (seconds: number) => new Date(Date.parse('2031-05-05T10:00:00Z') + seconds * 1000);
const bot = { id: 'bot', name: 'Reverser', isAutomation: true };
const ana = { id: 'ana', name: 'Ana', isAutomation: false };
const bob = { id: 'bob', name: 'Bob', isAutomation: false };

type Spell = [startedAt: number, owner: typeof ana | null, endedBy?: string];

function facts(
  spells: Spell[],
  rest: { answer?: [number, typeof ana]; closed?: boolean; left?: number; deleted?: boolean },
): MessageFacts {
  return {
    sentAt: at(100),
    deletedAt: rest.deleted ? at(200) : null,
    answer: rest.answer ? { at: at(rest.answer[0]), by: rest.answer[1] } : null,
    conversation: {
      isClosed: rest.closed ?? false,
      leftAt: rest.left === undefined ? null : at(rest.left),
      spells: spells.map(([started, owner, endedBy], place) => ({
        startedAt: at(started),
        endedAt: spells[place + 1] ? at(spells[place + 1]![0]) : null,
        endedBy: endedBy ?? null,
        owner,
      })),
    },
  };
}

describe('a message', () => {
  test.each<[string, MessageFacts, object]>([
    ['automation', facts([[0, bot]], { answer: [103, bot] }), { by: bot, afterMs: 3000 }],
    ['person', facts([[0, ana]], { answer: [160, ana] }), { by: ana, afterMs: 60_000 }],
    ['person', facts([[0, ana]], { answer: [160, bob] }), { by: bob }],
    [
      'person',
      facts(
        [
          [0, null],
          [120, ana],
        ],
        { answer: [130, ana] },
      ),
      { by: ana },
    ],
    [
      'handed_on',
      facts(
        [
          [0, ana],
          [110, bob],
        ],
        { answer: [130, bob] },
      ),
      { by: bob },
    ],
    [
      'handed_on',
      facts(
        [
          [0, bot],
          [110, null],
          [120, ana],
        ],
        { answer: [130, ana] },
      ),
      { by: ana },
    ],
    [
      'person',
      facts(
        [
          [0, ana],
          [110, null],
          [120, ana],
        ],
        { answer: [130, ana] },
      ),
      { by: ana },
    ],
    ['left', facts([[0, null]], { left: 110 }), {}],
    ['left', facts([[0, null]], { left: 90 }), {}],
    [
      'called_back',
      facts(
        [
          [0, null],
          [900, ana],
        ],
        { left: 110, answer: [910, ana] },
      ),
      {},
    ],
    [
      'person',
      facts(
        [
          [0, null],
          [95, ana],
        ],
        { left: 90, answer: [130, ana] },
      ),
      {},
    ],
    ['open', facts([[0, ana]], {}), { by: null, afterMs: null }],
    ['open', facts([[0, null]], {}), {}],
    ['expired', facts([[0, ana, 'closed']], { closed: true }), { reason: 'closed' }],
    ['expired', facts([[0, ana, 'banned']], { closed: true }), { reason: 'banned' }],
    ['withdrawn', facts([[0, ana, 'closed']], { closed: true, deleted: true }), {}],
    ['person', facts([[0, ana]], { answer: [130, ana], deleted: true }), {}],
    ['lost', { ...facts([], {}), conversation: null }, {}],
  ])('is %s', (kind, known, more) => {
    expect(judgeMessage(known)).toMatchObject({ kind, ...more });
  });
});

test('whatever happened, each message has one outcome and the rows add up', () => {
  const who = fc.constantFrom(bot, ana, bob);
  const spell = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.option(who), fc.constant('closed'));
  const message = fc.record({
    spells: fc.array(spell, { maxLength: 5 }),
    answer: fc.option(fc.tuple(fc.integer({ min: 100, max: 300 }), who), { nil: undefined }),
    closed: fc.boolean(),
    left: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
    deleted: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
      const account = createAccount();
      for (const [place, { spells, answer, left, ...rest }] of messages.entries()) {
        const inOrder = spells.toSorted((one, other) => one[0] - other[0]) as Spell[];
        const known = facts(inOrder, {
          ...rest,
          ...(answer && { answer }),
          ...(left !== undefined && { left }),
        });
        const judged = judgeMessage(known);
        expect(outcomeKind.options).toContain(judged.kind);
        expect(judged.kind).not.toBe('lost');
        expect(judged.afterMs === null).toBe(answer === undefined);
        account.add(judged, String(place % 7));
      }
      const sum = account.rows().reduce((all, row) => all + row.messages, 0);
      expect(sum).toBe(messages.length);
    }),
  );
});

test('times are the middle and the ninth of ten', () => {
  const account = createAccount();
  for (let second = 1; second <= 10; second++) {
    account.add(judgeMessage(facts([[0, ana]], { answer: [100 + second, ana] })), 'one');
  }
  expect(account.rows()).toMatchObject([
    { key: 'person.ana', messages: 10, conversations: 1, medianMs: 5000, mostMs: 9000 },
  ]);
});
