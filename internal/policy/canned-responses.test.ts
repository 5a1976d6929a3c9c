import { expect, test } from 'vitest';
import { unknownVariable } from '../contract/canned-responses.ts';
import {
  type CannedFacts,
  maySeeCanned,
  refuseChangingCanned,
  refuseManyCanned,
} from './canned-responses.ts';

const agent = { id: 'a', role: 'agent' } as const;
const admin = { id: 'b', role: 'admin' } as const;
const facts = (over: Partial<CannedFacts>): CannedFacts => ({
  scope: 'mine',
  holderId: 'a',
  level: null,
  ...over,
});
const codeOf = (who: typeof agent | typeof admin, over: Partial<CannedFacts>) =>
  refuseChangingCanned(who, facts(over))?.code ?? null;

test('mine is nobody else’s to see or to change', () => {
  expect(codeOf(agent, {})).toBeNull();
  expect(codeOf(admin, {})).toBe('not_found');
  expect(maySeeCanned(admin, facts({}))).toBe(false);
});

test('a team’s is for the team, and its admins and those of the house change it', () => {
  const team = { scope: 'team', holderId: 't' } as const;
  expect(codeOf(agent, team)).toBe('not_found');
  expect(codeOf(agent, { ...team, level: 'member' })).toBe('forbidden');
  expect(codeOf(agent, { ...team, level: 'admin' })).toBeNull();
  expect(codeOf(agent, { ...team, level: 'super_admin' })).toBeNull();
  expect(codeOf(admin, team)).toBeNull();
});

test('the organisation’s is for all, and its admins change it', () => {
  const house = { scope: 'organisation', holderId: 'main' } as const;
  expect(maySeeCanned(agent, facts(house))).toBe(true);
  expect(codeOf(agent, house)).toBe('forbidden');
  expect(codeOf(admin, house)).toBeNull();
});

test('there is a limit to each', () => {
  expect(refuseManyCanned('mine', 199)).toBeNull();
  expect(refuseManyCanned('mine', 200)?.code).toBe('conflict');
});

test('a variable that stands for nothing is found', () => {
  expect(unknownVariable('Hi {{visitor.name|there}}, {{ agent.name }} here, see {{page}}')).toBe(
    null,
  );
  expect(unknownVariable('Hi {{visitor.nmae}}')).toBe('visitor.nmae');
  expect(unknownVariable('{{}}')).toBe('');
  expect(unknownVariable('{ {visitor} }')).toBeNull();
});
