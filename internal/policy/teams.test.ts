import { describe, expect, test } from 'vitest';
import type { Role } from '../contract/people.ts';
import type { Refusal } from './refusal.ts';
import {
  type Level,
  maxTeamAdmins,
  maxTeamMembers,
  maxTeamsHeld,
  refuseAddingMember,
  refuseEditing,
  refuseLeaving,
  refuseLooking,
  refuseMakingAdmin,
  refuseMoreAdmins,
  refuseMoreMembers,
  refuseMoreTeams,
  refuseOutdated,
  refuseRemovingMember,
  refuseTeams,
  refuseTransferring,
  refuseUnmakingAdmin,
} from './teams.ts';

const levels: Level[] = [null, 'member', 'admin', 'super_admin'];
const code = (refusal: Refusal | null) => refusal?.code ?? 'yes';
const at = (level: Level) => ({ level, teamActive: true });
const mute = (level: Level) => ({ level, teamActive: false });

type Cell = ReturnType<typeof code>;

/** Rows: who wants it, from nobody up. Columns: whom it is about, likewise. */
const tables: [string, (who: Level, whom: Level) => Refusal | null, Cell[][]][] = [
  [
    'remove',
    refuseRemovingMember,
    [
      ['not_found', 'not_found', 'not_found', 'not_found'],
      ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
      ['not_found', 'yes', 'forbidden', 'forbidden'],
      ['not_found', 'yes', 'yes', 'conflict'],
    ],
  ],
  [
    'make an admin',
    (who, whom) => refuseMakingAdmin(at(who), whom),
    [
      ['not_found', 'not_found', 'not_found', 'not_found'],
      ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
      ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
      ['not_found', 'yes', 'yes', 'conflict'],
    ],
  ],
  [
    'make an admin while the team is switched off',
    (who, whom) => refuseMakingAdmin(mute(who), whom),
    [
      ['not_found', 'not_found', 'not_found', 'not_found'],
      ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
      ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
      ['not_found', 'conflict', 'conflict', 'conflict'],
    ],
  ],
  [
    'unmake an admin',
    refuseUnmakingAdmin,
    [
      ['not_found', 'not_found', 'not_found', 'not_found'],
      ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
      ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
      ['not_found', 'not_found', 'yes', 'conflict'],
    ],
  ],
  [
    'transfer',
    refuseTransferring,
    [
      ['not_found', 'not_found', 'not_found', 'not_found'],
      ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
      ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
      ['not_found', 'yes', 'yes', 'conflict'],
    ],
  ],
];

describe.each(tables)('who may %s', (_name, refuse, expected) => {
  const cells = levels.flatMap((who, row) =>
    levels.map((whom, column) => ({ who, whom, expected: expected[row]![column]! })),
  );
  test.each(cells)('$who, about $whom: $expected', ({ who, whom, expected: answer }) => {
    expect(code(refuse(who, whom))).toBe(answer);
  });
});

test.each<[string, (level: Level) => Refusal | null, Cell[]]>([
  ['look', refuseLooking, ['not_found', 'yes', 'yes', 'yes']],
  ['add', (level) => refuseAddingMember(at(level)), ['not_found', 'forbidden', 'yes', 'yes']],
  [
    'add while the team is switched off',
    (level) => refuseAddingMember(mute(level)),
    ['not_found', 'forbidden', 'conflict', 'conflict'],
  ],
  ['leave', refuseLeaving, ['not_found', 'yes', 'yes', 'conflict']],
  ['edit, switch and delete', refuseEditing, ['not_found', 'forbidden', 'forbidden', 'yes']],
])('who may %s', (_name, refuse, expected) => {
  expect(levels.map((level) => code(refuse(level)))).toEqual(expected);
});

test('teams are for whoever has an account', () => {
  const roles: Role[] = ['super_admin', 'admin', 'agent', 'member', 'user', 'automation'];
  const answers = roles.map((role) => code(refuseTeams(role)));
  expect(answers).toEqual(['yes', 'yes', 'yes', 'yes', 'forbidden', 'forbidden']);
});

test('the one who holds a team is told to give it away before leaving', () => {
  expect(refuseLeaving('super_admin')?.message).toContain('Give it to somebody else first');
});

test('limits say what can be done', () => {
  expect(refuseMoreMembers(maxTeamMembers - 1)).toBeNull();
  expect(refuseMoreMembers(maxTeamMembers)?.message).toContain('5000 members');
  expect(refuseMoreAdmins(maxTeamAdmins - 1)).toBeNull();
  expect(refuseMoreAdmins(maxTeamAdmins)?.message).toContain('1000 admins');
  expect(refuseMoreTeams(maxTeamsHeld - 1, 'yours')).toBeNull();
  expect(refuseMoreTeams(maxTeamsHeld, 'yours')?.message).toContain('Delete or give away one');
  expect(refuseMoreTeams(maxTeamsHeld, 'theirs')?.message).toContain('somebody else');
});

test('A6: an edit of an older version is refused', () => {
  expect(refuseOutdated(3, 3)).toBeNull();
  expect(refuseOutdated(3, undefined)).toBeNull();
  expect(code(refuseOutdated(3, 2))).toBe('conflict');
});
