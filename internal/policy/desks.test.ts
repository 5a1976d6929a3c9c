import { expect, test } from 'vitest';
import { refuseConsole, refuseReading, stateOfDesk } from './desks.ts';

const agent = { id: 'a', org: 'main', role: 'agent', teams: ['billing'] } as const;
const of = (over: { org?: string; ownerId?: string | null; teamId?: string | null }) => ({
  org: 'main',
  ownerId: null,
  teamId: null,
  ...over,
});

test('agents see what is their organisation’s, and a team’s where it is theirs', () => {
  expect(refuseReading(agent, of({}))).toBeNull();
  expect(refuseReading(agent, of({ org: 'north' }))?.code).toBe('not_found');
  expect(refuseReading(agent, of({ teamId: 'billing' }))).toBeNull();
  expect(refuseReading(agent, of({ teamId: 'legal' }))?.code).toBe('not_found');
  expect(refuseReading(agent, of({ teamId: 'legal', ownerId: 'a' }))).toBeNull();
  expect(refuseReading({ ...agent, role: 'admin' }, of({ teamId: 'legal' }))).toBeNull();
  expect(refuseConsole('member')?.code).toBe('forbidden');
});

test('an agent’s state is the first thing in their way', () => {
  const desk = {
    active: true,
    online: true,
    connected: true,
    paused: false,
    taken: 2,
    limit: 3,
  };
  expect(stateOfDesk(desk)).toBe('free');
  expect(stateOfDesk({ ...desk, taken: 3 })).toBe('full');
  expect(stateOfDesk({ ...desk, taken: 3, paused: true })).toBe('paused');
  expect(stateOfDesk({ ...desk, paused: true, connected: false })).toBe('away');
  expect(stateOfDesk({ ...desk, online: false })).toBe('offline');
});
