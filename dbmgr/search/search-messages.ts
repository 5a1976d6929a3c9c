import { sql } from 'kysely';
import type { MessageEntry } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { SearchPosition, Whereabouts } from '../../internal/contract/messages.ts';
import { mayUseTeams } from '../../internal/policy/team-writing.ts';
import { foldText } from '../../internal/words/fold-text.ts';
import { decorateMessages } from '../channels/decorations.ts';
import { cutIntoPieces } from '../channels/pieces.ts';
import { messageColumns, type MessageRow, presentMessage } from '../channels/present-entry.ts';
import { asId } from '../database/as-id.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { findSetting } from '../messages/find-setting.ts';
import { type Actor, findActor } from '../people/read-actor.ts';
import { cutSnippet } from './cut-snippet.ts';
import { type Candidate, findCandidates, type SearchScope } from './find-candidates.ts';
import { parseQuery, type Query } from './parse-query.ts';

export type SearchWish = Partial<Whereabouts> & {
  q: string;
  from?: string;
  tag?: string;
  after?: SearchPosition;
  limit: number;
};

type Found = {
  channel_id: string;
  direct?: { team_id: string; person: string };
  message: MessageEntry;
  snippet: string;
};

/** Tags are compared as they were given; names of channels and people are not looked for. */
export async function searchMessages(
  context: Context,
  wish: SearchWish,
): Promise<{ found: Found[]; next: SearchPosition | null }> {
  const { db } = context;
  const actor = await findActor(db, context);
  const scope = await findScope(db, actor, wish);
  const query = parseQuery(wish.q);
  if (!query || !scope || !mayUseTeams(actor.role)) return { found: [], next: null };
  const { after, limit } = wish;
  const candidates = await findCandidates(db, scope, query, { after, limit: limit + 1 });
  const page = candidates.slice(0, limit);
  const rows = await readRows(db, page);
  const all = await present(db, actor, query, rows);
  const found = cutIntoPieces(all)[0] ?? [];
  if (found.length < all.length) return { found, next: positionOf(found.at(-1)!) };
  const last = rows.at(-1);
  const next =
    candidates.length > limit && last
      ? { ts: last.sent_at.toISOString(), channel_id: last.channel_id, seq: last.seq }
      : null;
  return { found, next };
}

function positionOf({ channel_id, message: { ts, seq } }: Found): SearchPosition {
  return { ts, channel_id, seq };
}

/** Null when nobody of the organisation is meant by `from`. */
async function findScope(
  db: Database,
  actor: Actor,
  { channel_id, to, from, tag }: SearchWish,
): Promise<SearchScope | null> {
  if (to !== undefined && channel_id === undefined) {
    throw new AppError('invalid', 'to is asked for together with a channel.');
  }
  const setting = channel_id ? await findSetting(db, actor, { channel_id, to }) : null;
  const sender = from === undefined ? null : await findSender(db, actor.org, from);
  if (from !== undefined && !sender) return null;
  return {
    person: actor.id,
    org: actor.org,
    channelId: setting?.channelId ?? null,
    senderId: sender?.id ?? null,
    tag: tag ?? null,
  };
}

function findSender(db: Database, org: string, from: string) {
  return db
    .selectFrom('people')
    .where('org_id', '=', org)
    .where((eb) => eb.or([eb('id', '=', from), eb('nick', '=', from.toLowerCase())]))
    .select('id')
    .executeTakeFirst();
}

type FoundRow = MessageRow & {
  channel_id: string;
  team_id: string | null;
  first_id: string | null;
  second_id: string | null;
};

/** In the order of the candidates. */
async function readRows(db: Database, candidates: readonly Candidate[]): Promise<FoundRow[]> {
  if (candidates.length === 0) return [];
  const keys = candidates.map(
    ({ channel_id, seq }, place) =>
      sql`select ${sql.lit(place)} as place, ${asId(channel_id)} as c, ${seq} as s`,
  );
  const columns = ['channel_id', ...messageColumns].map((name) => sql.ref(`messages.${name}`));
  const { rows } = await sql<FoundRow>`
    select ${sql.join(columns)}, threads.team_id, threads.first_id, threads.second_id
    from (${sql.join(keys, sql` union all `)}) wanted
    straight_join messages on messages.channel_id = wanted.c and messages.seq = wanted.s
    left join threads on threads.channel_id = messages.channel_id
    order by wanted.place`.execute(db);
  return rows;
}

/** Pairs of characters may stand apart in a text: what was asked for as a whole stands there. */
async function present(
  db: Database,
  actor: Actor,
  { runs, first }: Query,
  rows: readonly FoundRow[],
): Promise<Found[]> {
  const right = rows.filter(({ body, type }) => {
    if (runs.length === 0 || type !== 'text') return true;
    const text = foldText(body);
    return runs.every((run) => text.includes(run));
  });
  const found = right.map((row) => ({ row, message: presentMessage(row) }));
  for (const [channelId, some] of Map.groupBy(found, ({ row }) => row.channel_id)) {
    await decorateMessages(
      db,
      channelId,
      some.map(({ message }) => message),
    );
  }
  return found.map(({ row, message }) => ({
    channel_id: row.channel_id,
    ...(row.team_id !== null && {
      direct: {
        team_id: row.team_id,
        person: row.first_id === actor.id ? row.second_id! : row.first_id!,
      },
    }),
    message,
    snippet: row.type === 'text' ? cutSnippet(row.body, first) : '',
  }));
}
