import { type Actor, allow, type Outcome, type Outcomes } from './actors.ts';
import { type TeamRelation, withAccount } from './team-rows.ts';

/** One line about the messages of channels for the matrix; web is the caller unless it says so. */
type MessageRow = {
  operation: string;
  caller?: 'relay';
  relation: TeamRelation | 'nobody there' | 'nothing is named' | 'their open conversation';
  outcomes: Outcomes;
};

function row(operation: string, relation: MessageRow['relation'], outcome: Outcome): MessageRow {
  const accounts = Object.fromEntries(withAccount.map((actor) => [actor, outcome]));
  return { operation, relation, outcomes: { ...allow([], 'not_found'), ...accounts } };
}

const parties: Actor[] = ['visitor', 'online agent', 'offline agent'];

/** Those who take part in a conversation; to all others it does not exist. */
function inConversation(operation: string, outcome: Outcome): MessageRow {
  const outcomes = Object.fromEntries(parties.map((actor) => [actor, outcome]));
  const all = { ...allow([], 'not_found'), ...outcomes };
  return { operation, relation: 'their open conversation', outcomes: all };
}

/** What the holder, an admin and a member get, and the holder while the team is switched off. */
const byLevel: [string, Outcome, Outcome, Outcome, Outcome][] = [
  ['sendMessages', 'allow', 'allow', 'allow', 'conflict'],
  ['listMessages', 'allow', 'allow', 'allow', 'allow'],
  ['readMessage', 'allow', 'allow', 'allow', 'allow'],
  ['editMessage', 'allow', 'allow', 'allow', 'conflict'],
  ['listRevisions', 'allow', 'allow', 'allow', 'allow'],
  ['deleteMessage', 'allow', 'allow', 'forbidden', 'conflict'],
  ['react', 'allow', 'allow', 'allow', 'conflict'],
  ['unreact', 'allow', 'allow', 'allow', 'conflict'],
  ['pin', 'allow', 'allow', 'forbidden', 'conflict'],
  ['unpin', 'allow', 'allow', 'forbidden', 'conflict'],
  ['listPins', 'allow', 'allow', 'allow', 'allow'],
  ['listFiles', 'allow', 'allow', 'allow', 'allow'],
  ['noteSeen', 'allow', 'allow', 'allow', 'allow'],
  ['searchMessages', 'allow', 'allow', 'allow', 'allow'],
];

/** A thread with somebody else in the team, whoever asks for it. */
const threadRows: MessageRow[] = (
  [
    ['a member of a team they are in', 'allow'],
    ['a member of a team they hold, switched off', 'conflict'],
    ['themselves in a team they hold', 'invalid'],
    ['a colleague and a team they hold', 'not_found'],
    ['a member of a team they are not in', 'not_found'],
    ['a member of a team of another organisation', 'not_found'],
    ['nobody there', 'not_found'],
  ] as const
).flatMap(([relation, outcome]) => {
  const line = row('channels.openThread', relation, outcome);
  return [line, { ...line, caller: 'relay' as const }];
});

const unchangeable = ['editMessage', 'deleteMessage', 'react', 'unreact', 'pin', 'unpin'];
const readable = ['listMessages', 'listPins', 'listFiles', 'noteSeen', 'sendMessages'];

/** An edit is of one's own message, a deletion of somebody else's. */
export const messageRows: readonly MessageRow[] = [
  ...byLevel.flatMap(([operation, holder, admin, member, mute]) => [
    row(`messages.${operation}`, 'a member of a team they hold', holder),
    row(`messages.${operation}`, 'a member of a team they administer', admin),
    row(`messages.${operation}`, 'a member of a team they are in', member),
    row(`messages.${operation}`, 'a member of a team they hold, switched off', mute),
    row(`messages.${operation}`, 'a member of a team they are not in', 'not_found'),
    row(`messages.${operation}`, 'a member of a team of another organisation', 'not_found'),
    row(`messages.${operation}`, 'nobody there', 'not_found'),
  ]),
  ...threadRows,
  ...unchangeable.map((operation) => inConversation(`messages.${operation}`, 'conflict')),
  ...readable.map((operation) => inConversation(`messages.${operation}`, 'allow')),
];
