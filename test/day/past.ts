import type { Sql } from '../../internal/testing/database.ts';

/** Who had a conversation from when to when; `untilMs` is Infinity while they have it. */
export type Span = {
  conversation: string;
  owner: 'queue' | 'agent' | 'automation';
  agent: string | null;
  how: string;
  fromMs: number;
  untilMs: number;
};

export type PastOffer = {
  conversation: string;
  agent: string;
  fromMs: number;
  untilMs: number;
  endsMs: number;
  outcome: string | null;
};

/** What decides about a conversation's turn, as it was all day. */
export type PastConversation = {
  id: string;
  org: string;
  visitor: string;
  priority: number;
  waitedMs: number;
  leftMs: number;
};

export type Past = {
  conversations: Map<string, PastConversation>;
  /** In the order of their epochs. */
  spans: Span[];
  offers: PastOffer[];
};

type Row = Record<string, string | number | Date | null>;
const msOf = (at: Row[string] | undefined) => (at instanceof Date ? at.getTime() : Infinity);

/** All that the desk wrote down of the day. */
export async function readPast(sql: Sql): Promise<Past> {
  const conversations = await sql<Row>('SELECT * FROM conversations ORDER BY id');
  const spans = await sql<Row>('SELECT * FROM assignments ORDER BY conversation_id, epoch');
  const offers = await sql<Row>('SELECT * FROM offers ORDER BY made_at, id');
  return {
    conversations: new Map(
      conversations.map((row) => [
        String(row['id']),
        {
          id: String(row['id']),
          org: String(row['org_id']),
          visitor: String(row['visitor_id']),
          priority: Number(row['priority']),
          waitedMs: msOf(row['first_waited_at']),
          leftMs: msOf(row['left_at']),
        },
      ]),
    ),
    spans: spans.map((row) => ({
      conversation: String(row['conversation_id']),
      owner: row['owner_kind'] as Span['owner'],
      agent: row['owner_id'] as string | null,
      how: String(row['how']),
      fromMs: msOf(row['started_at']),
      untilMs: msOf(row['ended_at']),
    })),
    offers: offers.map((row) => ({
      conversation: String(row['conversation_id']),
      agent: String(row['agent_id']),
      fromMs: msOf(row['made_at']),
      untilMs: msOf(row['ended_at']),
      endsMs: msOf(row['ends_at']),
      outcome: row['outcome'] as string | null,
    })),
  };
}
