import { expect, test } from 'vitest';
import type { Role } from '../contract/people.ts';
import {
  isStaff,
  maxStaff,
  mayManage,
  refuseCrowd,
  refusePresence,
  refuseStale,
  refuseTarget,
} from './staff.ts';

const somebody = (role: Role, id: string = role, org = 'main') => ({ id, role, org });
const codeOf = (refusal: { code: string } | null) => refusal?.code ?? 'allowed';

test('A1: admins are the super admins to manage, agents the admins', () => {
  const roles: Role[] = ['super_admin', 'admin', 'agent', 'user', 'automation'];
  expect(roles.filter((role) => mayManage(role, 'admin'))).toEqual(['super_admin']);
  expect(roles.filter((role) => mayManage(role, 'agent'))).toEqual(['admin']);
  expect(roles.filter(isStaff)).toEqual(['super_admin', 'admin', 'agent']);
  expect(roles.filter((role) => refusePresence(role) === null)).toEqual(['agent']);
});

test('A5: nobody switches himself, and super admins are switched by nobody', () => {
  const root = somebody('super_admin', 'root');
  const other = somebody('super_admin', 'other');
  const admin = somebody('admin', 'ada');
  expect(codeOf(refuseTarget(root, 'admin', root))).toBe('forbidden');
  expect(codeOf(refuseTarget(root, 'admin', other))).toBe('forbidden');
  expect(codeOf(refuseTarget(admin, 'agent', admin))).toBe('forbidden');
  expect(codeOf(refuseTarget(admin, 'agent', root))).toBe('not_found');
  expect(codeOf(refuseTarget(root, 'admin', admin))).toBe('allowed');
});

test('A4: people of another organisation or another role do not exist', () => {
  const root = somebody('super_admin');
  const admin = somebody('admin');
  for (const managed of ['agent', 'member'] as const) {
    const foreign = somebody(managed, 'x', 'elsewhere');
    expect(codeOf(refuseTarget(admin, managed, foreign))).toBe('not_found');
  }
  const elsewhere = somebody('admin', 'x', 'elsewhere');
  expect(codeOf(refuseTarget(root, 'admin', elsewhere))).toBe('allowed');
  expect(codeOf(refuseTarget(root, 'admin', somebody('super_admin', 'x', 'elsewhere')))).toBe(
    'forbidden',
  );
  expect(codeOf(refuseTarget(root, 'admin', somebody('agent', 'x')))).toBe('not_found');
  expect(codeOf(refuseTarget(root, 'admin', undefined))).toBe('not_found');
  expect(codeOf(refuseTarget(admin, 'agent', somebody('admin', 'x')))).toBe('not_found');
  expect(codeOf(refuseTarget(admin, 'agent', somebody('user', 'x')))).toBe('not_found');
});

test('A6: a form that shows an older state is a conflict; one that shows none is not', () => {
  expect(codeOf(refuseStale(3, 2))).toBe('conflict');
  expect(codeOf(refuseStale(3, 3))).toBe('allowed');
  expect(codeOf(refuseStale(3, undefined))).toBe('allowed');
});

test('an organisation has room for a bounded number of each role', () => {
  expect(codeOf(refuseCrowd(maxStaff - 1))).toBe('allowed');
  expect(codeOf(refuseCrowd(maxStaff))).toBe('conflict');
});
