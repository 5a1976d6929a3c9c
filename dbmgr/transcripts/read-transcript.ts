import type { Kysely } from 'kysely';
import type { ConversationState, Entry } from '../../internal/contract/entries.ts';
import type { TranscriptFacts, TranscriptLine } from '../../internal/contract/transcripts.ts';
import { refuseTranscript } from '../../internal/policy/transcripts.ts';
import { fromStart, readEntries } from '../channels/read-entries.ts';
import { type ConversationRow, factsOf } from '../conversations/present-conversation.ts';
import type { Tables } from '../database/tables.ts';
import type { Actor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';

export type TranscriptPage = {
  conversation: TranscriptFacts;
  state: ConversationState;
  lines: TranscriptLine[];
  next: number | null;
};

const pageEntries = 200;

/** What somebody may read of a conversation, after `after`. Throws `not_found` for others. */
export async function readTranscriptPage(
  db: Kysely<Tables>,
  actor: Actor,
  channelId: string,
  after: number,
): Promise<TranscriptPage> {
  const row = await findConversation(db, channelId);
  const tookPart = row !== undefined && (await hadPart(db, row, actor.id));
  enforce(refuseTranscript(actor, row && { ...factsOf(row), tookPart }));
  const { head, organisation } = row!;
  const last = Math.min(after + pageEntries, head);
  const channel = { id: channelId, kind: 'conversation' } as const;
  const entries = fromStart(await readEntries(db, channel, { first: after + 1, last }));
  const end = entries.at(-1)?.seq ?? last;
  const conversation = {
    id: row!.id,
    organisation,
    visitor: row!.visitor_name,
    started_at: row!.started_at.toISOString(),
    ended_at: row!.closed_at?.toISOString() ?? null,
  };
  const names = await readFileNames(db, row!.org_id, entries);
  const lines = entries.flatMap((entry) => presentLine(entry, names));
  return { conversation, state: row!.state, lines, next: end < head ? end : null };
}

function findConversation(db: Kysely<Tables>, channelId: string) {
  return db
    .selectFrom('conversations')
    .innerJoin('channels', 'channels.id', 'conversations.channel_id')
    .innerJoin('orgs', 'orgs.id', 'conversations.org_id')
    .where('conversations.channel_id', '=', channelId)
    .selectAll('conversations')
    .select(['channels.head', 'orgs.name as organisation'])
    .executeTakeFirst();
}

/** They have or had it, or are in it to help. */
async function hadPart(
  db: Kysely<Tables>,
  { id, channel_id }: ConversationRow,
  personId: string,
): Promise<boolean> {
  const had = await db
    .selectFrom('assignments')
    .where('conversation_id', '=', id)
    .where('owner_id', '=', personId)
    .select('epoch')
    .limit(1)
    .executeTakeFirst();
  if (had) return true;
  const member = await db
    .selectFrom('members')
    .where('channel_id', '=', channel_id)
    .where('person_id', '=', personId)
    .select('person_id')
    .executeTakeFirst();
  return member !== undefined;
}

async function readFileNames(
  db: Kysely<Tables>,
  org: string,
  entries: readonly Entry[],
): Promise<Map<string, string>> {
  const ids = entries.flatMap((entry) =>
    entry.kind === 'message' && entry.type !== 'text' && !entry.deleted ? [entry.data] : [],
  );
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('attachments')
    .where('id', 'in', ids)
    .where('org_id', '=', org)
    .select(['id', 'name'])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function presentLine(entry: Entry, names: Map<string, string>): TranscriptLine[] {
  const { seq, ts } = entry;
  if (entry.kind === 'conversation') {
    const owner = entry.conversation.owner?.name ?? null;
    return [{ kind: 'event', seq, ts, reason: entry.reason, owner }];
  }
  if (entry.kind !== 'message') return [];
  const { name, role, type, deleted, edited_at } = entry;
  const text = type === 'text' ? entry.data : (names.get(entry.data) ?? '');
  return [
    {
      kind: 'message',
      seq,
      ts,
      name,
      role,
      type,
      text: deleted ? '' : text,
      ...(edited_at && { edited: true as const }),
      ...(deleted && { deleted }),
    },
  ];
}
