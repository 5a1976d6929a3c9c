import { type Actor, allow, everybody, type Outcomes } from './actors.ts';

type Relation =
  | 'nothing is named'
  | 'nobody there'
  | "a stranger's open conversation"
  | 'a waiting conversation of another organisation';

type Row = {
  operation: string;
  caller: 'web' | 'courier';
  relation: Relation;
  outcomes: Outcomes;
  lapsed: 'allow' | 'not_found' | 'unauthenticated';
};

const agents: Actor[] = ['online agent', 'offline agent'];
const rung = allow(['admin', ...agents]);
const admin = allow(['admin']);
const hidden: Outcomes = { ...allow([]), admin: 'not_found' };

function row(operation: string, outcomes: Outcomes, relation: Relation = 'nothing is named'): Row {
  return { operation, caller: 'web', relation, outcomes, lapsed: 'unauthenticated' };
}

/** The courier acts for nobody. */
function byCourier(operation: string, names: boolean): Row {
  const outcomes: Outcomes = names ? { others: 'not_found' } : everybody;
  const relation = names ? 'nobody there' : 'nothing is named';
  const lapsed = names ? 'not_found' : 'allow';
  return { operation, caller: 'courier', relation, outcomes, lapsed };
}

/** Who is told of visitors, and who sees what became of them. */
export const alarmRows: readonly Row[] = [
  row('alarms.readAlarms', rung),
  row('pushes.addSubscription', rung),
  row('pushes.removeSubscription', rung),
  row('outcomes.readDay', admin),
  row('outcomes.listConversations', admin),
  row('outcomes.readConversation', admin, "a stranger's open conversation"),
  row('outcomes.readConversation', hidden, 'a waiting conversation of another organisation'),
  row('outcomes.readConversation', hidden, 'nobody there'),
  byCourier('mails.claimMails', false),
  byCourier('mails.readMail', true),
  byCourier('mails.settleMail', true),
  byCourier('pushes.notePushKey', false),
  byCourier('pushes.claimPushes', false),
  byCourier('pushes.settlePush', true),
];

type RouteRow = {
  method: 'GET' | 'POST';
  path: string;
  who: readonly ('admin' | 'online agent' | 'offline agent')[];
  status: number;
  relation?: Relation;
};

const told = ['admin', 'online agent', 'offline agent'] as const;
const outcomes = '/admin/outcomes';

export const alarmRoutes: readonly RouteRow[] = [
  { method: 'GET', path: '/account/alarms', who: told, status: 200 },
  { method: 'POST', path: '/account/pushes', who: told, status: 200 },
  { method: 'POST', path: '/account/pushes/remove', who: told, status: 200 },
  { method: 'GET', path: outcomes, who: ['admin'], status: 200 },
  // Nobody says of which day.
  { method: 'GET', path: `${outcomes}/conversations`, who: ['admin'], status: 404 },
  ...(
    [
      ["a stranger's open conversation", 200],
      ['a waiting conversation of another organisation', 404],
      ['nobody there', 404],
    ] as const
  ).map(([relation, status]): RouteRow => ({
    method: 'GET',
    path: `${outcomes}/conversations/:id`,
    who: ['admin'],
    status,
    relation,
  })),
];
