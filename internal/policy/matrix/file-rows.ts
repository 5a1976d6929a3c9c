import type { MeshCaller } from '../../contract/define.ts';
import { everybody, type Outcome, type Outcomes } from './actors.ts';
import type { TeamRelation } from './team-rows.ts';
import { accounts } from './thread-rows.ts';

/** What the actor is to a file that is named. */
export type FileRelation =
  | 'a file of theirs, not sent yet'
  | "somebody else's file, not sent yet, in a team they are in"
  | 'a file sent into a team they are in'
  | 'a file sent into a team they are not in'
  | 'a file sent into a team of another organisation'
  | 'an upload that waits';

/** One line about files for the authorisation matrix. */
type FileRow = {
  operation: string;
  caller: MeshCaller;
  relation: FileRelation | TeamRelation | 'nobody there' | 'nothing is named';
  outcomes: Outcomes;
  lapsed: Outcome;
};

type Relation = FileRow['relation'];

function row(operation: string, caller: MeshCaller, relation: Relation, outcome: Outcome): FileRow {
  const [name, outcomes] = [`attachments.${operation}`, accounts(outcome)];
  return { operation: name, caller, relation, outcomes, lapsed: 'unauthenticated' };
}

/** The process that speaks to the store asks for nobody: who acts makes no difference. */
function byStore(operation: string, relation: Relation, lapsed: Outcome = 'allow'): FileRow {
  const outcomes = lapsed === 'allow' ? everybody : { others: lapsed };
  return { operation: `attachments.${operation}`, caller: 'files', relation, outcomes, lapsed };
}

const unsent = 'a file of theirs, not sent yet';
const sent = 'a file sent into a team they are in';
const hidden = [
  "somebody else's file, not sent yet, in a team they are in",
  'a file sent into a team they are not in',
  'a file sent into a team of another organisation',
  'nobody there',
] as const;

/** Files that are not one's own to begin with, and whether one reads them. */
function rowsOf(operation: string, caller: MeshCaller, ofSent: Outcome): FileRow[] {
  return [
    row(operation, caller, unsent, 'allow'),
    row(operation, caller, sent, ofSent),
    ...hidden.map((relation) => row(operation, caller, relation, 'not_found')),
  ];
}

/** Visitors and automations have no files, and no file is there for them. */
export const fileRows: readonly FileRow[] = [
  row('createAttachment', 'web', 'a member of a team they hold', 'allow'),
  row('createAttachment', 'web', 'a member of a team they are in', 'allow'),
  row('createAttachment', 'web', 'a member of a team they hold, switched off', 'allow'),
  row('createAttachment', 'web', 'a member of a team they are not in', 'not_found'),
  row('createAttachment', 'web', 'a member of a team of another organisation', 'not_found'),
  row('createAttachment', 'web', 'nobody there', 'not_found'),
  ...rowsOf('readAttachment', 'web', 'allow'),
  ...rowsOf('removeAttachment', 'web', 'not_found'),
  ...rowsOf('prepareAttachment', 'web', 'not_found'),
  ...rowsOf('prepareAttachment', 'relay', 'not_found'),
  ...rowsOf('readUpload', 'files', 'not_found'),
  byStore('markReady', 'an upload that waits'),
  byStore('markReady', 'nobody there', 'not_found'),
  byStore('markRefused', 'an upload that waits'),
  byStore('markRefused', 'nobody there', 'not_found'),
  byStore('listGone', 'nothing is named'),
  byStore('forgetGone', 'an upload that waits'),
];
