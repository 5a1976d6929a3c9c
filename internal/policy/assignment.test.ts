import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Candidate,
  chooseAgent,
  compareTurns,
  explainReason,
  planAssignments,
  type Waiting,
} from './assignment.ts';

const ada: Waiting = {
  id: 'ada',
  priority: 0,
  comesFirst: false,
  waitingSinceMs: 1000,
  language: null,
  skill: null,
  teamId: null,
  wantedAgentId: null,
  lastAgentId: null,
  refusedBy: [],
};
const agent = (id: string, facts: Partial<Candidate> = {}): Candidate => ({
  id,
  taken: 0,
  limit: 6,
  languages: [],
  skills: [],
  teams: [],
  idleSinceMs: null,
  ...facts,
});

const chosen = (waiting: Partial<Waiting>, ...candidates: Candidate[]) =>
  chooseAgent({ ...ada, ...waiting }, candidates)?.agentId ?? null;

describe('the choice, rule by rule', () => {
  test('who is wanted, before all', () => {
    const [ana, bob] = [agent('ana', { languages: ['de'] }), agent('bob', { taken: 3 })];
    expect(chosen({ wantedAgentId: 'bob', language: 'de' }, ana, bob)).toBe('bob');
  });

  test('who speaks the language, in whatever country, else anybody', () => {
    const [ana, bob] = [agent('ana'), agent('bob', { languages: ['en', 'de-CH'], taken: 5 })];
    expect(chosen({ language: 'de-AT' }, ana, bob)).toBe('bob');
    expect(chosen({ language: 'fr' }, ana, bob)).toBe('ana');
  });

  test('who has the skill, then who had the visitor before', () => {
    const [ana, bob] = [agent('ana'), agent('bob', { skills: ['billing'], taken: 1 })];
    expect(chosen({ skill: 'billing', lastAgentId: 'ana' }, ana, bob)).toBe('bob');
    expect(chosen({ lastAgentId: 'bob' }, ana, bob)).toBe('bob');
  });

  test('fewest open, longest idle, id', () => {
    expect(chosen({}, agent('ana', { taken: 2 }), agent('bob', { taken: 1 }))).toBe('bob');
    const idle = (id: string, idleSinceMs: number) => agent(id, { idleSinceMs });
    expect(chosen({}, idle('ana', 200), idle('bob', 100))).toBe('bob');
    expect(chosen({}, idle('bob', 100), idle('ana', 100))).toBe('ana');
  });

  test('nobody: who is full, not of the team, or said no a moment ago', () => {
    expect(chosen({}, agent('ana', { taken: 6 }))).toBeNull();
    expect(chosen({ teamId: 'law' }, agent('ana', { teams: ['sales'] }))).toBeNull();
    expect(chosen({ refusedBy: ['ana'] }, agent('ana'))).toBeNull();
  });

  test('and says why', () => {
    const speakers = ['ana', 'bob'].map((id, taken) => agent(id, { languages: ['de'], taken }));
    const choice = chooseAgent({ ...ada, language: 'de' }, [...speakers, agent('cem')])!;
    expect(explainReason(choice.reason)).toBe(
      '3 agents had a free seat: you speak de (2 of 3), then you had the fewest conversations ' +
        'open (0) (1 of 2).',
    );
    const alone = chooseAgent(ada, [agent('ana')])!;
    expect(explainReason(alone.reason)).toBe('You were the only one with a free seat.');
  });
});

const word = fc.constantFrom('a', 'b', 'c');
const maybe = fc.option(word, { nil: null });
const someone = fc.record({
  id: fc.uuid(),
  priority: fc.integer({ min: 0, max: 2 }),
  comesFirst: fc.boolean(),
  waitingSinceMs: fc.integer({ min: 0, max: 5 }),
  language: maybe,
  skill: maybe,
  teamId: maybe,
  wantedAgentId: maybe,
  lastAgentId: maybe,
  refusedBy: fc.array(word, { maxLength: 2 }),
});
const candidate = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
  taken: fc.integer({ min: 0, max: 4 }),
  limit: fc.integer({ min: 1, max: 4 }),
  languages: fc.array(word, { maxLength: 2 }),
  skills: fc.array(word, { maxLength: 2 }),
  teams: fc.array(word, { maxLength: 2 }),
  idleSinceMs: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }),
});
const queue = fc.uniqueArray(someone, { selector: ({ id }) => id, maxLength: 12 });
const crew = fc.uniqueArray(candidate, { selector: ({ id }) => id, maxLength: 8 });

describe('the plan, whoever waits and works', () => {
  test('never goes beyond a limit, never gives one twice, never to whom it may not go', () => {
    fc.assert(
      fc.property(queue, crew, (waiting, agents) => {
        const plan = planAssignments(waiting, agents);
        expect(new Set(plan.map((one) => one.conversationId)).size).toBe(plan.length);
        for (const { id, taken, limit } of agents) {
          const given = plan.filter(({ agentId }) => agentId === id).length;
          if (given > 0) expect(taken + given).toBeLessThanOrEqual(limit);
        }
        for (const { conversationId, agentId } of plan) {
          const one = waiting.find(({ id }) => id === conversationId)!;
          const who = agents.find(({ id }) => id === agentId)!;
          expect(one.refusedBy).not.toContain(agentId);
          expect(one.teamId === null || who.teams.includes(one.teamId)).toBe(true);
        }
      }),
    );
  });

  test('leaves nobody waiting whom somebody with a free seat could have', () => {
    fc.assert(
      fc.property(queue, crew, (waiting, agents) => {
        const plan = planAssignments(waiting, agents);
        const given = (id: string) => plan.filter(({ agentId }) => agentId === id).length;
        const planned = new Set(plan.map((one) => one.conversationId));
        const after = agents.map((one) => ({ ...one, taken: one.taken + given(one.id) }));
        const left = waiting.filter(({ id }) => !planned.has(id));
        for (const one of left) expect(chooseAgent(one, after)).toBeNull();
      }),
    );
  });

  test('serves in the order of turns where all agents are alike', () => {
    fc.assert(
      fc.property(queue, fc.integer({ min: 0, max: 12 }), (some, seats) => {
        const waiting = some.map((one) => ({ ...one, teamId: null, refusedBy: [] }));
        const plan = planAssignments(waiting, [agent('ana', { limit: seats })]);
        const first = waiting.toSorted(compareTurns).slice(0, seats);
        expect(plan.map((one) => one.conversationId)).toEqual(first.map(({ id }) => id));
      }),
    );
  });

  test('does not depend on the order in which rows come', () => {
    fc.assert(
      fc.property(queue, crew, (waiting, agents) => {
        const turned = planAssignments(waiting.toReversed(), agents.toReversed());
        expect(turned).toEqual(planAssignments(waiting, agents));
      }),
    );
  });
});
