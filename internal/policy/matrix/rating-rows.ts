import { allow, type Outcomes } from './actors.ts';

type Row = {
  operation: string;
  relation:
    | 'their closed conversation'
    | 'their open conversation'
    | "a stranger's open conversation"
    | 'a waiting conversation of another organisation'
    | 'nobody there';
  outcomes: Outcomes;
};

const nobody = allow([], 'not_found');
const foreign = [
  "a stranger's open conversation",
  'a waiting conversation of another organisation',
  'nobody there',
] as const;

/** A conversation's rating is its visitor's, and they give it when it has ended. */
export const ratingRows: Row[] = ['rateConversation', 'readRating'].flatMap((name): Row[] => {
  const operation = `ratings.${name}`;
  const early = name === 'readRating' ? 'allow' : 'conflict';
  return [
    { operation, relation: 'their closed conversation', outcomes: allow(['visitor'], 'not_found') },
    {
      operation,
      relation: 'their open conversation',
      outcomes: { ...nobody, visitor: early },
    },
    ...foreign.map((relation) => ({ operation, relation, outcomes: nobody })),
  ];
});

const parties = allow(['visitor', 'online agent', 'offline agent'], 'not_found');

/** Whoever had a part in it may keep what was said, and so may admins of the organisation. */
export const transcriptRows: Row[] = ['readTranscript', 'mailTranscript'].flatMap((name): Row[] => {
  const operation = `transcripts.${name}`;
  const all = { ...parties, admin: 'allow' } as const;
  return [
    { operation, relation: 'their closed conversation', outcomes: all },
    { operation, relation: 'their open conversation', outcomes: all },
    {
      operation,
      relation: "a stranger's open conversation",
      outcomes: allow(['admin'], 'not_found'),
    },
    ...foreign.slice(1).map((relation) => ({ operation, relation, outcomes: nobody })),
  ];
});

/** By token and, where `cookie`, from a browser of staff too. */
export const transcriptRoutes = (
  [
    ['GET', '/transcripts/:id', 200, true],
    ['POST', '/v1/channels/:id/transcript', 200, false],
  ] as const
).flatMap(([method, path, status, cookie]) => [
  { method, path, cookie, relation: 'their closed conversation' as const, status },
  { method, path, cookie, relation: 'nobody there' as const, status: 404 },
]);

/** `status` for the visitor; for everybody else it is not there. */
export const ratingRoutes = (['GET', 'PUT'] as const).flatMap((method) =>
  (
    [
      ['their closed conversation', 200],
      ['their open conversation', method === 'GET' ? 200 : 409],
      ['nobody there', 404],
    ] as const
  ).map(([relation, status]) => ({ method, path: '/v1/channels/:id/rating', relation, status })),
);
