import { expect, test } from 'vitest';
import { type DeskFacts, refuseClaim, refuseSeat, refuseWork } from './seats.ts';

const desk: DeskFacts = {
  id: 'ana',
  org: 'main',
  name: 'Ana',
  role: 'agent',
  active: true,
  online: true,
  connected: true,
  paused: false,
  limit: 6,
  teams: ['sales'],
};
const waiting = {
  org: 'main',
  state: 'waiting' as const,
  visitorId: 'visitor',
  ownerKind: null,
  ownerId: null,
  ownerName: null,
  teamId: null,
};
const code = (refusal: { code: string } | null) => refusal?.code ?? 'yes';

test('given something is who is an active agent, online, connected and on no break', () => {
  expect(code(refuseWork(desk, true))).toBe('yes');
  const not: Partial<DeskFacts>[] = [
    { role: 'admin' },
    { active: false },
    { online: false },
    { connected: false },
    { paused: true },
  ];
  for (const one of not) expect(code(refuseWork({ ...desk, ...one }, false))).toBe('conflict');
  expect(refuseWork({ ...desk, paused: true }, true)?.message).toMatch(/End your break/);
  expect(refuseWork({ ...desk, paused: true }, false)?.message).toMatch(/Ana is on a break/);
});

test('C2: and has a seat free', () => {
  expect(code(refuseSeat(desk, 5, true))).toBe('yes');
  expect(code(refuseSeat(desk, 6, true))).toBe('conflict');
  const small = { ...desk, limit: 1 };
  expect(refuseSeat(small, 1, false)?.message).toBe('Ana has 1 conversation open and may have 1.');
  expect(refuseSeat(small, 2, true)?.message).toContain('You have 2 conversations open');
});

test('C1: claimed is what waits in the same house, for their team if for one', () => {
  expect(code(refuseClaim(desk, waiting))).toBe('yes');
  expect(code(refuseClaim(desk, { ...waiting, state: 'offered' }))).toBe('yes');
  expect(code(refuseClaim(desk, { ...waiting, teamId: 'sales' }))).toBe('yes');
  expect(code(refuseClaim(desk, { ...waiting, teamId: 'law' }))).toBe('not_found');
  expect(code(refuseClaim(desk, { ...waiting, org: 'elsewhere' }))).toBe('not_found');
  expect(code(refuseClaim(desk, { ...waiting, state: 'bot' }))).toBe('not_found');
  expect(code(refuseClaim(desk, { ...waiting, state: 'closed' }))).toBe('conflict');
  const open = { ...waiting, state: 'open' as const, ownerId: 'bob', ownerName: 'Bob' };
  expect(refuseClaim(desk, open)?.message).toBe('Bob has this conversation.');
});
