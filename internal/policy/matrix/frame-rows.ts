import { allow, type Outcomes } from './actors.ts';
import type { Relation } from './operation-rows.ts';

/** A frame of a socket that said hello: what is answered, by who is behind it. */
export type FrameRow = { op: string; relation: Relation; outcomes: Outcomes };

function row(op: string, relation: Relation, outcomes: Outcomes): FrameRow {
  return { op, relation, outcomes };
}

const agents = ['online agent', 'offline agent'] as const;
const parties = allow(['visitor', ...agents], 'not_found');
const strangers = allow([], 'not_found');
const foreign = ["a stranger's open conversation", 'nobody there'] as const;

const inOwnChannel = ['send', 'open', 'close', 'typing', 'seen', 'done'];

/** Websocket operations; nobody gets as far as these without a live login (see `hello`). */
export const frameRows: readonly FrameRow[] = [
  ...inOwnChannel.flatMap((op) => [
    row(op, 'their open conversation', parties),
    ...foreign.map((relation) => row(op, relation, strangers)),
  ]),
  row('start', 'nothing is named', allow(['visitor'])),
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
  ...['hello', 'presence', 'ping'].map((op) =>
    row(op, 'nothing is named', { nobody: 'unauthenticated', others: 'allow' }),
  ),
];
