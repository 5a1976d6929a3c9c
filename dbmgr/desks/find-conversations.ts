import { type Kysely, sql } from 'kysely';
import type { ListedConversation } from '../../internal/contract/desks.ts';
import { parseQuery } from '../search/parse-query.ts';
import {
  type ConversationRow,
  presentConversation,
} from '../conversations/present-conversation.ts';
import type { Tables } from '../database/tables.ts';
import type { Actor } from '../people/read-actor.ts';
import { escapeLike, readLines } from './read-lines.ts';

/** A search looks through so many, the newest. */
const maxLooked = 2000;
export const maxListed = 50;

const urgency = sql`field(state, 'waiting', 'offered', 'open', 'on_hold', 'bot')`;

type Wish = { words: string; live: boolean };

/**
 * Those that somebody of the staff may see, the one that changed last first; of those that are
 * live, who waits, then who has a person, and last who talks to a bot, each the oldest first.
 */
export async function findConversations(
  db: Kysely<Tables>,
  actor: Actor,
  teams: readonly string[],
  { words, live }: Wish,
): Promise<{ rows: ConversationRow[]; more: boolean }> {
  let query = db
    .selectFrom('conversations')
    .where('org_id', '=', actor.org)
    .$if(live, (some) => some.where('state', '!=', 'closed'));
  if (actor.role !== 'admin') {
    query = query.where((eb) =>
      eb.or([
        eb('team_id', 'is', null),
        eb('owner_id', '=', actor.id),
        ...(teams.length > 0 ? [eb('team_id', 'in', teams)] : []),
      ]),
    );
  }
  // Along `conversations_by_start`, within the statement: a list of so many ids is no index's.
  const ids = query.select('id').limit(maxLooked);
  const looked = live
    ? ids.orderBy(urgency).orderBy('started_at').orderBy('id')
    : ids.orderBy('started_at', 'desc').orderBy('id', 'desc');
  let found = db
    .selectFrom(looked.as('looked'))
    .innerJoin('conversations', 'conversations.id', 'looked.id')
    .where('conversations.cleared_at', 'is', null)
    .selectAll('conversations');
  if (words.trim() !== '') found = found.where(holdsWords(words));
  const inOrder = live
    ? found.orderBy(urgency).orderBy('conversations.started_at').orderBy('conversations.id')
    : found.orderBy('conversations.changed_at', 'desc').orderBy('conversations.id', 'desc');
  const rows = await inOrder.limit(maxListed + 1).execute();
  return { rows: rows.slice(0, maxListed), more: rows.length > maxListed };
}

/** All words in its lines, or as they are in the visitor's name. */
function holdsWords(words: string) {
  const part = `%${escapeLike(words.trim().toLowerCase())}%`;
  const name = sql<boolean>`lower(visitor_name) like ${part}`;
  const query = parseQuery(words);
  if (!query) return name;
  const holds = [
    ...query.terms.map((term) => sql`term = ${term}`),
    ...(query.prefix === null ? [] : [sql`term like ${`${escapeLike(query.prefix)}%`}`]),
  ].map(
    (term) => sql`exists (select 1 from search_terms force index (search_terms_by_channel)
      where search_terms.channel_id = conversations.channel_id and ${term})`,
  );
  return sql<boolean>`(${name} or (${sql.join(holds, sql` and `)}))`;
}

/** With a line of each: one that holds what was looked for, else its last. */
export async function presentListed(
  db: Kysely<Tables>,
  rows: readonly ConversationRow[],
  words = '',
): Promise<ListedConversation[]> {
  const channels = rows.map((row) => row.channel_id);
  const lines = await readLines(db, channels, parseQuery(words));
  return rows.map((row) => {
    const { epoch: _epoch, ...shown } = presentConversation(row);
    return {
      ...shown,
      started_at: row.started_at.toISOString(),
      changed_at: row.changed_at.toISOString(),
      closed_at: row.closed_at?.toISOString() ?? null,
      category: row.category,
      line: lines.get(row.channel_id) ?? '',
    };
  });
}
