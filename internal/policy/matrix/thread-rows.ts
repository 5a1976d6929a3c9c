import { type Actor, allow, type Outcome, type Outcomes } from './actors.ts';
import { type TeamRelation, withAccount } from './team-rows.ts';

/** One line about direct threads for the authorisation matrix; relay and web are the callers. */
type ThreadRow = {
  operation: string;
  relation: TeamRelation | 'nobody there' | 'nothing is named';
  outcomes: Outcomes;
};

function row(relation: ThreadRow['relation'], outcome: Outcome): ThreadRow {
  return { operation: 'channels.openThread', relation, outcomes: accounts(outcome) };
}

/** Whoever has an account gets this; to visitors and automations there is nothing there. */
export function accounts(outcome: Outcome): Outcomes {
  const each = withAccount.map((actor): [Actor, Outcome] => [actor, outcome]);
  return { ...allow([], 'not_found'), ...Object.fromEntries(each) };
}

export const threadRows: readonly ThreadRow[] = [
  row('a member of a team they hold', 'allow'),
  row('a member of a team they are in', 'allow'),
  row('the holder of a team they administer', 'allow'),
  row('a member of a team they hold, switched off', 'conflict'),
  row('themselves in a team they hold', 'invalid'),
  row('a colleague and a team they are in', 'not_found'),
  row('somebody of another organisation and a team they hold', 'not_found'),
  row('a visitor and a team they hold', 'not_found'),
  row('a member of a team they are not in', 'not_found'),
  row('a member of a team of another organisation', 'not_found'),
  row('nobody there', 'not_found'),
];
