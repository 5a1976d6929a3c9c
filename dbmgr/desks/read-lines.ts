import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { cutSnippet } from '../search/cut-snippet.ts';
import type { Query } from '../search/parse-query.ts';

type Place = { channel_id: string; seq: number };

export const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/**
 * By channel, a line of each, cut: the newest of those that hold the most of what was looked for,
 * or the last one. A channel without any is absent.
 */
export async function readLines(
  db: Kysely<Tables>,
  channels: readonly string[],
  query: Query | null,
): Promise<Map<string, string>> {
  if (channels.length === 0) return new Map();
  const found = await readTexts(db, query ? await findMatches(db, channels, query) : []);
  const others = channels.filter((id) => !found.has(id));
  const last = await readTexts(db, others.length > 0 ? await findLast(db, others) : []);
  return new Map(
    [...found, ...last].map(([id, text]) => [id, cutSnippet(text, query?.first ?? '')]),
  );
}

async function findMatches(
  db: Kysely<Tables>,
  channels: readonly string[],
  { terms, prefix }: Query,
): Promise<Place[]> {
  const begun = prefix === null ? sql`false` : sql`term like ${`${escapeLike(prefix)}%`}`;
  const whole = terms.length === 0 ? sql`false` : sql`term in (${sql.join(terms)})`;
  const { rows } = await sql<Place>`select channel_id, seq from (
    select channel_id, seq,
      row_number() over (partition by channel_id order by count(*) desc, seq desc) as place
    from search_terms force index (search_terms_by_channel)
    where channel_id in (${sql.join(channels)}) and (${whole} or ${begun})
    group by channel_id, seq) ranked
    where place = 1`.execute(db);
  return rows;
}

function findLast(db: Kysely<Tables>, channels: readonly string[]): Promise<Place[]> {
  return db
    .selectFrom('messages')
    .where('channel_id', 'in', channels)
    .where('deleted_at', 'is', null)
    .where('type', '=', 'text')
    .groupBy('channel_id')
    .select('channel_id')
    .select((of) => of.fn.max('seq').as('seq'))
    .execute();
}

async function readTexts(
  db: Kysely<Tables>,
  places: readonly Place[],
): Promise<Map<string, string>> {
  if (places.length === 0) return new Map();
  const rows = await db
    .selectFrom('messages')
    .where((eb) =>
      eb(
        eb.refTuple('channel_id', 'seq'),
        'in',
        places.map(({ channel_id, seq }) => eb.tuple(channel_id, seq)),
      ),
    )
    .where('deleted_at', 'is', null)
    .where('type', '=', 'text')
    .select(['channel_id', 'body'])
    .execute();
  return new Map(rows.map(({ channel_id, body }) => [channel_id, body]));
}
