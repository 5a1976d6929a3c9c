import { allow, type Outcomes } from './actors.ts';
import { deskFrameRows } from './desk-rows.ts';
import type { Relation } from './operation-rows.ts';
import { accounts } from './thread-rows.ts';

/** A frame of a socket that said hello: what is answered, by who is behind it. */
export type FrameRow = {
  op: string;
  relation: Relation;
  outcomes: Outcomes;
  /** In the thread with whoever is named; something was said there if both are in the team. */
  inThread?: true;
};

function row(op: string, relation: Relation, outcomes: Outcomes): FrameRow {
  return { op, relation, outcomes };
}

const agents = ['online agent', 'offline agent'] as const;
const parties = allow(['visitor', ...agents], 'not_found');
const strangers = allow([], 'not_found');
const foreign = ["a stranger's open conversation", 'nobody there'] as const;

const inOwnChannel = ['send', 'open', 'close', 'typing', 'seen', 'done'];

const areIn = 'a member of a team they are in';
const switchedOff = 'a member of a team they hold, switched off';
const notIn = [
  'a member of a team they are not in',
  'a member of a team of another organisation',
] as const;

/** In a team's channel, and the same in a thread there. */
const teamRows: FrameRow[] = ['send', 'open', 'close', 'typing', 'seen'].flatMap((op) => {
  const inChannel = [
    row(op, areIn, accounts('allow')),
    row(op, switchedOff, accounts(op === 'send' ? 'conflict' : 'allow')),
    ...notIn.map((relation) => row(op, relation, strangers)),
  ];
  return inChannel.flatMap((one) => [one, { ...one, inThread: true as const }]);
});

/** Websocket operations; nobody gets as far as these without a live login (see `hello`). */
export const frameRows: readonly FrameRow[] = [
  ...inOwnChannel.flatMap((op) => [
    row(op, 'their open conversation', parties),
    ...foreign.map((relation) => row(op, relation, strangers)),
  ]),
  ...teamRows,
  row('start', 'nothing is named', allow(['visitor', 'member'])),
  row('handoff', 'their conversation with an automation', allow(['visitor'], 'not_found')),
  ...foreign.map((relation) => row('handoff', relation, strangers)),
  row('take', 'a waiting conversation', {
    ...allow(['online agent']),
    'offline agent': 'conflict',
  }),
  row('take', 'nobody there', {
    ...allow([]),
    'online agent': 'not_found',
    'offline agent': 'not_found',
  }),
  ...deskFrameRows,
  row('about', 'nothing is named', allow(['visitor', 'member'])),
  ...['hello', 'presence', 'ping'].map((op) =>
    row(op, 'nothing is named', { nobody: 'unauthenticated', others: 'allow' }),
  ),
];
