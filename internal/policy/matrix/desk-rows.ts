import { type Actor, allow, type Outcome, type Outcomes, signedIn } from './actors.ts';

/** What the actor is to a conversation or a person at the support desk. */
export const deskRelations = [
  'a conversation offered to them',
  'their conversation on hold',
  'their open conversation, and a colleague',
  'a conversation they help in',
  'an invitation to talk',
] as const;
export type DeskRelation = (typeof deskRelations)[number];

type Relation =
  | DeskRelation
  | 'nothing is named'
  | 'nobody there'
  | 'an agent'
  | 'a visitor'
  | 'somebody of another organisation'
  | 'their open conversation'
  | 'their conversation with an automation'
  | "a stranger's open conversation"
  | 'a waiting conversation of another organisation';

type Row = {
  operation: string;
  caller: 'web' | 'relay';
  relation: Relation;
  outcomes: Outcomes;
  lapsed: Outcome;
};

const agents: Actor[] = ['online agent', 'offline agent'];
const nobody = allow([], 'not_found');

function row(operation: string, relation: Relation, outcomes: Outcomes): Row {
  return { operation, caller: 'relay', relation, outcomes, lapsed: 'unauthenticated' };
}

/** Allowed where it says so; elsewhere, and where there is none, it does not exist. */
function inConversation(name: string, relation: Relation, outcomes: Outcomes): Row[] {
  const operation = `conversations.${name}`;
  return [
    row(operation, relation, outcomes),
    row(operation, 'a waiting conversation of another organisation', nobody),
    row(operation, 'nobody there', nobody),
  ];
}

const directing = allow([...agents, 'admin'], 'not_found');
const supervising = allow(['admin'], 'not_found');
const visiting = allow(['visitor'], 'not_found');
const withBot = 'their conversation with an automation';

const inviting = (found: Outcome, offline: Outcome): Outcomes => ({
  ...allow([]),
  'online agent': found,
  'offline agent': offline,
});

/** Who may do what at the support desk. */
export const deskRows: readonly Row[] = [
  ...['pauseAgent', 'resumeAgent', 'setDoNotDisturb'].map((name) =>
    row(`agents.${name}`, 'nothing is named', allow(agents)),
  ),
  { ...row('agents.describeAgent', 'an agent', allow(['admin'])), caller: 'web' },
  {
    ...row('agents.describeAgent', 'somebody of another organisation', {
      ...allow([]),
      admin: 'not_found',
    }),
    caller: 'web',
  },
  ...inConversation('declineOffer', 'a conversation offered to them', allow(agents, 'not_found')),
  ...inConversation('holdConversation', 'their open conversation', allow(agents, 'not_found')),
  ...inConversation('resumeConversation', 'their conversation on hold', {
    ...nobody,
    'online agent': 'allow',
    'offline agent': 'conflict',
  }),
  ...inConversation('transferConversation', 'their open conversation', directing),
  ...inConversation('describeConversation', 'their open conversation', directing),
  ...inConversation('inviteColleague', 'their open conversation, and a colleague', directing),
  ...inConversation('leaveConversation', 'a conversation they help in', signedIn),
  ...['watchConversation', 'joinConversation', 'takeOverConversation'].flatMap((name) =>
    inConversation(name, "a stranger's open conversation", supervising),
  ),
  ...inConversation('openNotes', 'their open conversation', allow(agents, 'not_found')),
  row('conversations.openNotes', 'a conversation they help in', {
    ...signedIn,
    automation: 'not_found',
  }),
  ...inConversation('leaveMessage', withBot, visiting),
  ...inConversation('returnToAutomation', withBot, visiting),
  ...['leaveMessage', 'returnToAutomation'].flatMap((name) =>
    inConversation(name, withBot, visiting).map((one) => ({ ...one, caller: 'web' as const })),
  ),
  row('conversations.inviteVisitor', 'a visitor', inviting('allow', 'conflict')),
  row(
    'conversations.inviteVisitor',
    'somebody of another organisation',
    inviting('not_found', 'not_found'),
  ),
  row('conversations.answerInvitation', 'an invitation to talk', visiting),
  row('conversations.answerInvitation', 'nobody there', nobody),
];

/** Frames of a socket, by the operation whose outcomes they have, and whose further rows too. */
const framesOf: Record<string, string> = {
  decline: 'declineOffer',
  hold: 'holdConversation',
  resume: 'resumeConversation',
  transfer: 'transferConversation',
  describe: 'describeConversation',
  bring: 'inviteColleague',
  leave: 'leaveConversation',
  watch: 'watchConversation',
  join: 'joinConversation',
  take_over: 'takeOverConversation',
  notes: 'openNotes',
  leave_message: 'leaveMessage',
  to_bot: 'returnToAutomation',
  invite: 'inviteVisitor',
  answer: 'answerInvitation',
};

export const deskFrameRows = [
  ...Object.entries(framesOf).map(([op, name]) => {
    const first = deskRows.find(({ operation }) => operation === `conversations.${name}`);
    return { op, relation: first!.relation, outcomes: first!.outcomes };
  }),
  ...['pause', 'unpause', 'dnd'].map((op) => ({
    op,
    relation: 'nothing is named' as const,
    outcomes: allow(agents),
  })),
  { op: 'guests', relation: 'nothing is named' as const, outcomes: allow([...agents, 'admin']) },
];
