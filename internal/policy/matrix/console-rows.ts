import { allow, everybody, type Outcomes } from './actors.ts';

/** What a canned response is to whoever names it. */
export const consoleRelations = [
  'a canned response of theirs',
  "the organisation's canned response",
  "somebody else's canned response",
  'a canned response of another organisation',
] as const;
export type ConsoleRelation = (typeof consoleRelations)[number];

type Row = {
  operation: string;
  relation:
    | ConsoleRelation
    | 'nothing is named'
    | 'nobody there'
    | 'a waiting conversation'
    | "a stranger's open conversation"
    | 'a waiting conversation of another organisation';
  outcomes: Outcomes;
  caller?: 'relay';
  lapsed?: 'allow';
};

const staff = allow(['admin', 'online agent', 'offline agent']);
const hidden: Outcomes = {
  ...allow([]),
  admin: 'not_found',
  'online agent': 'not_found',
  'offline agent': 'not_found',
};
const foreign = [
  "somebody else's canned response",
  'a canned response of another organisation',
  'nobody there',
] as const;

/** What agents and admins do at the console beside conversations; usually web is the caller. */
export const consoleRows: readonly Row[] = [
  ...['listResponses', 'addResponse'].map((name): Row => ({
    operation: `cannedResponses.${name}`,
    relation: 'nothing is named',
    outcomes: staff,
  })),
  ...['editResponse', 'removeResponse'].flatMap((name): Row[] => {
    const operation = `cannedResponses.${name}`;
    return [
      { operation, relation: 'a canned response of theirs', outcomes: staff },
      {
        operation,
        relation: "the organisation's canned response",
        outcomes: allow(['admin']),
      },
      ...foreign.map((relation) => ({ operation, relation, outcomes: hidden })),
    ];
  }),
  ...['readDesk', 'listColleagues', 'listConversations'].map((name): Row => ({
    operation: `desks.${name}`,
    relation: 'nothing is named',
    outcomes: staff,
  })),
  ...['readConversation', 'readVisitor'].flatMap((name): Row[] => {
    const operation = `desks.${name}`;
    return [
      { operation, relation: 'a waiting conversation', outcomes: staff },
      { operation, relation: "a stranger's open conversation", outcomes: staff },
      {
        operation,
        relation: 'a waiting conversation of another organisation',
        outcomes: hidden,
      },
      { operation, relation: 'nobody there', outcomes: hidden },
    ];
  }),
  {
    operation: 'desks.noteVisit',
    relation: 'nothing is named',
    outcomes: allow(['visitor', 'member']),
    caller: 'relay',
  },
  {
    operation: 'desks.readPreview',
    relation: 'nothing is named',
    outcomes: everybody,
    caller: 'relay',
    lapsed: 'allow',
  },
];
