import { type Actor, allow, type Outcome, type Outcomes } from './actors.ts';

/** What the actor is in a team, or to somebody in it. */
export type TeamRelation =
  | 'a member of a team they hold'
  | 'a member of a team they administer'
  | 'a member of a team they are in'
  | 'an admin of a team they hold'
  | 'an admin of a team they administer'
  | 'the holder of a team they administer'
  | 'themselves in a team they hold'
  | 'a member of a team they hold, switched off'
  | 'a colleague and a team they hold'
  | 'a colleague and a team they administer'
  | 'a colleague and a team they are in'
  | 'a colleague and a team they hold, switched off'
  | 'somebody of another organisation and a team they hold'
  | 'a visitor and a team they hold'
  | 'a member of a team they are not in'
  | 'a member of a team of another organisation';

/** Whoever has an account is in teams like everybody else; their role makes no difference. */
export const withAccount: readonly Actor[] = [
  'super admin',
  'admin',
  'online agent',
  'offline agent',
  'member',
];

/** One line about teams for the authorisation matrix; web is the caller. */
type TeamRow = {
  operation: string;
  relation: TeamRelation | 'nobody there' | 'nothing is named';
  outcomes: Outcomes;
};

function row(operation: string, relation: TeamRow['relation'], outcome: Outcome): TeamRow {
  const accounts = Object.fromEntries(withAccount.map((actor) => [actor, outcome]));
  return { operation, relation, outcomes: { ...allow([]), ...accounts } };
}

const hold = 'a member of a team they hold';
const administer = 'a member of a team they administer';
const areIn = 'a member of a team they are in';
const switchedOff = 'a member of a team they hold, switched off';

/** What the holder, an admin and a member get; and the holder while the team is switched off. */
const byLevel: [string, Outcome, Outcome, Outcome, Outcome][] = [
  ['readTeam', 'allow', 'allow', 'allow', 'allow'],
  ['listTeamMembers', 'allow', 'allow', 'allow', 'allow'],
  ['editTeam', 'allow', 'forbidden', 'forbidden', 'allow'],
  ['deleteTeam', 'allow', 'forbidden', 'forbidden', 'allow'],
  ['removeMember', 'allow', 'allow', 'forbidden', 'allow'],
  ['makeAdmin', 'allow', 'forbidden', 'forbidden', 'conflict'],
  ['unmakeAdmin', 'not_found', 'forbidden', 'forbidden', 'not_found'],
  ['transferTeam', 'allow', 'forbidden', 'forbidden', 'allow'],
  ['leaveTeam', 'conflict', 'allow', 'allow', 'conflict'],
];

/** What becomes of an admin whom the holder or an admin names, of the holder, of themselves. */
const byTarget: [string, Outcome, Outcome, Outcome, Outcome][] = [
  ['removeMember', 'allow', 'forbidden', 'forbidden', 'conflict'],
  ['makeAdmin', 'allow', 'forbidden', 'forbidden', 'conflict'],
  ['unmakeAdmin', 'allow', 'forbidden', 'forbidden', 'conflict'],
  ['transferTeam', 'allow', 'forbidden', 'forbidden', 'conflict'],
];

const operations = ['addMember', ...byLevel.map(([operation]) => operation)];

const addRows: TeamRow[] = [
  row('teams.addMember', 'a colleague and a team they hold', 'allow'),
  row('teams.addMember', 'a colleague and a team they administer', 'allow'),
  row('teams.addMember', 'a colleague and a team they are in', 'forbidden'),
  row('teams.addMember', 'a colleague and a team they hold, switched off', 'conflict'),
  row('teams.addMember', 'somebody of another organisation and a team they hold', 'not_found'),
  row('teams.addMember', 'a visitor and a team they hold', 'not_found'),
];

/** To whoever is not in it a team does not exist; visitors and automations have none. */
export const teamRows: readonly TeamRow[] = [
  row('people.listPeople', 'nothing is named', 'allow'),
  row('teams.createTeam', 'nothing is named', 'allow'),
  row('teams.listTeams', 'nothing is named', 'allow'),
  ...addRows,
  ...byLevel.flatMap(([operation, holder, admin, member, mute]) => [
    row(`teams.${operation}`, hold, holder),
    row(`teams.${operation}`, administer, admin),
    row(`teams.${operation}`, areIn, member),
    row(`teams.${operation}`, switchedOff, mute),
  ]),
  ...byTarget.flatMap(([operation, ofHolder, ofAdmin, holder, themselves]) => [
    row(`teams.${operation}`, 'an admin of a team they hold', ofHolder),
    row(`teams.${operation}`, 'an admin of a team they administer', ofAdmin),
    row(`teams.${operation}`, 'the holder of a team they administer', holder),
    row(`teams.${operation}`, 'themselves in a team they hold', themselves),
  ]),
  ...operations.flatMap((operation) => [
    row(`teams.${operation}`, 'a member of a team they are not in', 'not_found'),
    row(`teams.${operation}`, 'a member of a team of another organisation', 'not_found'),
    row(`teams.${operation}`, 'nobody there', 'not_found'),
  ]),
];
