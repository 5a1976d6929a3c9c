import type { Caller } from '../../contract/define.ts';
import { type Actor, everybody, allow, type Outcome, type Outcomes, signedIn } from './actors.ts';
import { type ConsoleRelation, consoleRows } from './console-rows.ts';
import { type DeskRelation, deskRows } from './desk-rows.ts';
import { alarmRows } from './alarm-rows.ts';
import { type FileRelation, fileRows } from './file-rows.ts';
import { messageRows } from './message-rows.ts';
import { banRows, type OrganisationRelation, organisationRows } from './organisation-rows.ts';
import { ratingRows, transcriptRows } from './rating-rows.ts';
import { type TeamRelation, teamRows } from './team-rows.ts';
import { threadRows } from './thread-rows.ts';

/** What the actor is to what the input names. */
export type Relation =
  | 'nothing is named'
  | 'an admin'
  | 'an agent'
  | 'themselves'
  | 'another super admin'
  | 'a visitor'
  | 'a member'
  | 'an invitation'
  | 'an invitation of another organisation'
  | 'an access key of theirs'
  | "somebody else's access key"
  | 'nobody there'
  | 'somebody of another organisation'
  | 'their conversation with an automation'
  | 'their open conversation'
  | 'their closed conversation'
  | "a stranger's conversation with an automation"
  | "a stranger's open conversation"
  | 'a waiting conversation'
  | 'a waiting conversation of another organisation'
  | 'the waiting list'
  | 'a wrong password'
  | 'the right password'
  | 'a task of theirs'
  | 'a task of theirs whose conversation moved on'
  | "another automation's task"
  | TeamRelation
  | DeskRelation
  | ConsoleRelation
  | FileRelation
  | OrganisationRelation;

/**
 * One line of the authorisation matrix. Somebody whose account or login lapsed gets `lapsed`,
 * however allowed they would be.
 */
export type OperationRow = {
  operation: string;
  caller: Caller;
  relation: Relation;
  outcomes: Outcomes;
  lapsed: Outcome;
};

type Options = { caller?: Caller; lapsed?: Outcome };

function row(
  operation: string,
  relation: Relation,
  outcomes: Outcomes,
  { caller = 'web', lapsed = 'unauthenticated' }: Options = {},
): OperationRow {
  return { operation, caller, relation, outcomes, lapsed };
}

const relay = { caller: 'relay' } as const;
/** Who acts makes no difference. */
const anybody = { lapsed: 'allow' } as const;

const superAdmin = allow(['super admin']);
const admin = allow(['admin']);
const agent = allow(['online agent', 'offline agent']);

/** Whoever may manage does not find the target; the others may not even look. */
function hiddenFrom(manager: 'super admin' | 'admin'): Outcomes {
  return { ...allow([]), [manager]: 'not_found' };
}

const nowhere: Relation[] = ['nobody there', 'a visitor'];

function switchRows(
  operation: string,
  manager: 'super admin' | 'admin',
  target: Relation = manager === 'super admin' ? 'an admin' : 'an agent',
): OperationRow[] {
  const foreign: Relation = target === 'an agent' ? 'an admin' : 'an agent';
  return [
    row(operation, target, allow([manager])),
    row(operation, 'themselves', allow([])),
    ...[...nowhere, foreign].map((relation) => row(operation, relation, hiddenFrom(manager))),
    // Admins are the super admins' to switch in every organisation.
    row(
      operation,
      'somebody of another organisation',
      manager === 'admin' ? hiddenFrom('admin') : allow([manager]),
    ),
    row(operation, 'another super admin', manager === 'admin' ? hiddenFrom('admin') : allow([])),
  ];
}

const staffRows: OperationRow[] = [
  row('admins.listAdmins', 'nothing is named', superAdmin),
  row('admins.addAdmin', 'nothing is named', superAdmin),
  ...switchRows('admins.activateAdmin', 'super admin'),
  ...switchRows('admins.deactivateAdmin', 'super admin'),
  row('agents.listAgents', 'nothing is named', admin),
  row('agents.addAgent', 'nothing is named', admin),
  ...switchRows('agents.activateAgent', 'admin'),
  ...switchRows('agents.deactivateAgent', 'admin'),
  ...switchRows('agents.limitAgent', 'admin'),
  row('agents.goOnline', 'nothing is named', agent),
  row('agents.goOffline', 'nothing is named', agent),
  row('audit.listEntries', 'nothing is named', allow(['super admin', 'admin'])),
  ...['readDashboard', 'readReport', 'listLines'].map((name) =>
    row(`reports.${name}`, 'nothing is named', admin),
  ),
];

const withAccount: Actor[] = ['super admin', 'admin', 'online agent', 'offline agent', 'member'];

const accountRows: OperationRow[] = [
  row('accounts.signUp', 'nothing is named', everybody, anybody),
  row('accounts.checkSignup', 'nothing is named', everybody, anybody),
  row('accounts.readSignup', 'nothing is named', admin),
  row('accounts.changeSignup', 'nothing is named', admin),
  row('accounts.makeInvite', 'nothing is named', admin),
  row('accounts.listInvites', 'nothing is named', admin),
  row('accounts.revokeInvite', 'an invitation', admin),
  row('accounts.revokeInvite', 'nobody there', hiddenFrom('admin')),
  row('accounts.revokeInvite', 'an invitation of another organisation', hiddenFrom('admin')),
  row('accounts.listMembers', 'nothing is named', admin),
  ...switchRows('accounts.activateMember', 'admin', 'a member'),
  ...switchRows('accounts.deactivateMember', 'admin', 'a member'),
  row('accessKeys.createKey', 'nothing is named', allow(withAccount)),
  row('accessKeys.listKeys', 'nothing is named', allow(withAccount)),
  row('accessKeys.revokeKey', 'an access key of theirs', signedIn),
  row('accessKeys.revokeKey', "somebody else's access key", allow([], 'not_found')),
  row('accessKeys.revokeKey', 'nobody there', allow([], 'not_found')),
  row('accessKeys.useKey', "somebody else's access key", everybody, anybody),
  row('accessKeys.useKey', 'nobody there', { others: 'unauthenticated' }),
];

const loginRows: OperationRow[] = [
  row('logins.validate', 'nothing is named', signedIn),
  row('logins.signIn', 'a wrong password', { others: 'unauthenticated' }),
  row('logins.startVisitor', 'nothing is named', everybody, anybody),
  row('logins.refresh', 'nobody there', { others: 'unauthenticated' }),
  row('logins.issueToken', 'nothing is named', signedIn),
  row('logins.readLogin', 'nothing is named', signedIn),
  row('logins.endLogin', 'nothing is named', everybody, anybody),
  row('logins.changePassword', 'a wrong password', allow([])),
  row('logins.changePassword', 'the right password', allow(withAccount)),
  row('logins.readTokenKey', 'nothing is named', everybody, anybody),
  row('logins.readTokenKey', 'nothing is named', everybody, { ...relay, ...anybody }),
  row('logins.renewLeases', 'nothing is named', everybody, { ...relay, ...anybody }),
];

const agents = ['online agent', 'offline agent'] as const;

/** To everybody who takes no part in it, a conversation does not exist; its end ends an agent's. */
const participants: OperationRow[] = [
  'channels.readPage',
  'conversations.closeConversation',
  'messages.sendMessages',
].flatMap((operation) => {
  const strangers = allow([], 'not_found');
  const isSending = operation === 'messages.sendMessages';
  return [
    row(operation, 'their open conversation', allow(['visitor', ...agents], 'not_found'), relay),
    row(
      operation,
      'their closed conversation',
      { ...strangers, visitor: isSending ? 'conflict' : 'allow' },
      relay,
    ),
    row(operation, "a stranger's conversation with an automation", strangers, relay),
    row(operation, "a stranger's open conversation", strangers, relay),
    row(operation, 'a waiting conversation of another organisation', strangers, relay),
    row(operation, 'nobody there', strangers, relay),
  ];
});

const channelRows: OperationRow[] = [
  row('channels.joinChannels', 'nothing is named', signedIn, relay),
  row('channels.joinSockets', 'nothing is named', everybody, { ...relay, ...anybody }),
  row('channels.readPage', 'the waiting list', allow(['online agent'], 'not_found'), relay),
  row('channels.readPage', 'their open conversation', allow(['visitor', ...agents], 'not_found')),
  row('channels.readPage', "a stranger's open conversation", allow([], 'not_found')),
  row('channels.readGap', "a stranger's open conversation", everybody, { ...relay, ...anybody }),
  row(
    'channels.readGap',
    'nobody there',
    { others: 'not_found' },
    { ...relay, lapsed: 'not_found' },
  ),
  row('channels.readHeads', 'nothing is named', everybody, { ...relay, ...anybody }),
  row('channels.readMembers', "a stranger's open conversation", everybody, {
    ...relay,
    ...anybody,
  }),
  row(
    'channels.readMembers',
    'nobody there',
    { others: 'not_found' },
    { ...relay, lapsed: 'not_found' },
  ),
  row('channels.listTeamChannels', 'nothing is named', signedIn),
  row('channels.listTeamChannels', 'nothing is named', signedIn, relay),
  row('channels.markSeen', 'nothing is named', everybody, { ...relay, ...anybody }),
];

const conversationRows: OperationRow[] = [
  row('conversations.startConversation', 'nothing is named', allow(['visitor', 'member']), relay),
  row('conversations.startConversation', 'nothing is named', allow(['visitor', 'member'])),
  row(
    'conversations.handOff',
    'their conversation with an automation',
    allow(['visitor'], 'not_found'),
  ),
  row('conversations.handOff', "a stranger's open conversation", allow([], 'not_found')),
  row(
    'conversations.handOff',
    'their conversation with an automation',
    allow(['visitor'], 'not_found'),
    relay,
  ),
  row(
    'conversations.handOff',
    'their open conversation',
    { ...allow([...agents], 'not_found'), visitor: 'conflict' },
    relay,
  ),
  row('conversations.handOff', "a stranger's open conversation", allow([], 'not_found'), relay),
  row('conversations.handOff', 'nobody there', allow([], 'not_found'), relay),
  row(
    'conversations.takeConversation',
    'a waiting conversation',
    { ...allow(['online agent']), 'offline agent': 'conflict' },
    relay,
  ),
  row(
    'conversations.takeConversation',
    "a stranger's open conversation",
    { ...allow([]), 'online agent': 'conflict', 'offline agent': 'conflict' },
    relay,
  ),
  ...(
    [
      "a stranger's conversation with an automation",
      'a waiting conversation of another organisation',
      'nobody there',
    ] as const
  ).map((relation) =>
    row(
      'conversations.takeConversation',
      relation,
      { ...allow([]), 'online agent': 'not_found', 'offline agent': 'not_found' },
      relay,
    ),
  ),
  row('conversations.listWaiting', 'nothing is named', agent, relay),
];

const otherRows: OperationRow[] = [
  row('automations.listAutomations', 'nothing is named', everybody, anybody),
  row('automations.listAutomations', 'nothing is named', everybody, { ...relay, ...anybody }),
  row('health.check', 'nothing is named', everybody, anybody),
  row('health.check', 'nothing is named', everybody, { ...relay, ...anybody }),
];

const automation = { caller: 'automation', lapsed: 'allow' } as const;

/** An automation is who its NATS user is; it carries no login. */
const automationRows: OperationRow[] = [
  row('automations.beat', 'nothing is named', everybody, automation),
  row('tasks.reply', 'a task of theirs', everybody, automation),
  row(
    'tasks.reply',
    'a task of theirs whose conversation moved on',
    { others: 'stale_owner' },
    { ...automation, lapsed: 'stale_owner' },
  ),
  row(
    'tasks.reply',
    "another automation's task",
    { others: 'not_found' },
    { ...automation, lapsed: 'not_found' },
  ),
  row(
    'tasks.reply',
    'nobody there',
    { others: 'not_found' },
    { ...automation, lapsed: 'not_found' },
  ),
];

/** Bus operations: operation × caller × relation × role and account → what is answered. */
export const operationRows: readonly OperationRow[] = [
  ...staffRows,
  ...accountRows,
  ...loginRows,
  ...participants,
  ...channelRows,
  ...conversationRows,
  ...deskRows,
  ...consoleRows.map(({ operation, relation, outcomes, ...options }) =>
    row(operation, relation, outcomes, options),
  ),
  ...otherRows,
  ...automationRows,
  ...threadRows.flatMap(({ operation, relation, outcomes }) => [
    row(operation, relation, outcomes),
    row(operation, relation, outcomes, relay),
  ]),
  ...messageRows.map(({ operation, relation, outcomes, caller }) =>
    row(operation, relation, outcomes, { caller }),
  ),
  ...[...ratingRows, ...transcriptRows].map(({ operation, relation, outcomes }) =>
    row(operation, relation, outcomes),
  ),
  ...banRows.map(({ operation, relation, outcomes }) => row(operation, relation, outcomes)),
  ...organisationRows.map(({ operation, relation, outcomes }) =>
    row(operation, relation, outcomes, outcomes === everybody ? anybody : {}),
  ),
  ...teamRows.map(({ operation, relation, outcomes }) => row(operation, relation, outcomes)),
  ...fileRows,
  ...alarmRows,
];
