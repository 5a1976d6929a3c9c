import { type RawBuilder, sql } from 'kysely';
import type { SearchPosition } from '../../internal/contract/messages.ts';
import type { Database } from '../database/open-database.ts';
import type { Query } from './parse-query.ts';

export type Candidate = { channel_id: string; seq: number };

export type SearchScope = {
  person: string;
  org: string;
  /** A channel's own id. */
  channelId: string | null;
  senderId: string | null;
  tag: string | null;
};

/** Places of a term that one search looks at. */
const maxPlaces = 5000;
/** Terms that a beginning of a word stands for. */
const maxExpansions = 30;
/** They are looked for in the channels that changed last. */
const maxExpandedChannels = 200;
/** Where a word is common, only the channels that changed last are looked at. */
const maxBusyChannels = 50;

/**
 * Where messages stand that hold the query, newest first, `limit` of them behind `after`; of what
 * the person is a member of now, in one statement with the search itself. However common the words
 * are, at most about 5,000 rows of the rarest are read, each by an index.
 */
export async function findCandidates(
  db: Database,
  scope: SearchScope,
  query: Query,
  { after, limit }: { after: SearchPosition | undefined; limit: number },
): Promise<Candidate[]> {
  const [driver, ...rest] = await orderTerms(db, scope, query);
  if (!driver) return [];
  const places = driver.isCommon
    ? await selectNewest(db, scope, driver.terms)
    : selectPlaces(scope, driver.terms, maxPlaces);
  if (!places) return [];
  const filters = rest.map(({ terms }) => holds(sql`search_terms.term in (${sql.join(terms)})`));
  const isDriver = query.prefix !== null && driver.isPrefix;
  if (query.prefix !== null && !isDriver) {
    filters.push(holds(sql`search_terms.term like ${`${escapeLike(query.prefix)}%`}`));
  }
  if (scope.senderId !== null) filters.push(sql`messages.sender_id = ${scope.senderId}`);
  if (after) filters.push(isBehind(after));
  const and = filters.length > 0 ? sql` and ${sql.join(filters, sql` and `)}` : sql``;
  const { rows } = await sql<Candidate>`
    select distinct messages.channel_id, messages.seq, messages.sent_at
    from (${places}) places
    straight_join messages on messages.channel_id = places.channel_id
      and messages.seq = places.seq
    where messages.deleted_at is null${and}
    order by messages.sent_at desc, messages.channel_id desc, messages.seq desc
    limit ${sql.lit(limit)}`.execute(db);
  return rows;
}

type Term = { terms: string[]; isPrefix: boolean; isCommon: boolean; count: number };

/** The rarest first. */
async function orderTerms(db: Database, scope: SearchScope, query: Query): Promise<Term[]> {
  const terms: Term[] = [];
  for (const term of query.terms) {
    const count = await countPlaces(db, scope, [term]);
    if (count === 0) return [];
    terms.push({ terms: [term], isPrefix: false, isCommon: count > maxPlaces, count });
  }
  if (terms.length === 0 && query.prefix !== null) {
    const expanded = await expand(db, scope, query.prefix);
    if (expanded.length === 0) return [];
    const count = await countPlaces(db, scope, expanded);
    terms.push({ terms: expanded, isPrefix: true, isCommon: count > maxPlaces, count });
  }
  return terms.toSorted((a, b) => a.count - b.count);
}

async function countPlaces(db: Database, scope: SearchScope, terms: string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count
    from (${selectPlaces(scope, terms, maxPlaces + 1)}) places`.execute(db);
  return rows[0]!.count;
}

/** By (term, channel) for each channel that the person is in. */
function selectPlaces(
  scope: SearchScope,
  terms: readonly string[],
  limit: number,
): RawBuilder<Candidate> {
  return sql<Candidate>`
    select search_terms.channel_id, search_terms.seq ${fromChannels(scope)}
    straight_join search_terms force index (primary)
      on search_terms.term in (${sql.join(terms)})
      and search_terms.channel_id = members.channel_id
    where ${inScope(scope)} limit ${sql.lit(limit)}`;
}

/** The newest places in the channels that changed last; null when there are none. */
async function selectNewest(
  db: Database,
  scope: SearchScope,
  terms: readonly string[],
): Promise<RawBuilder<Candidate> | null> {
  const channels = await selectChannels(db, scope, maxBusyChannels);
  if (channels.length === 0) return null;
  const each = Math.ceil(maxPlaces / channels.length / terms.length);
  const parts = channels.flatMap((id) =>
    terms.map(
      (term) => sql<Candidate>`
        (select search_terms.channel_id, search_terms.seq
        from members straight_join search_terms force index (primary)
          on search_terms.term = ${term} and search_terms.channel_id = members.channel_id
        where members.channel_id = ${id} and members.person_id = ${scope.person}
        order by search_terms.seq desc limit ${sql.lit(each)})`,
    ),
  );
  return sql<Candidate>`${sql.join(parts, sql` union all `)}`;
}

function fromChannels(scope: SearchScope): RawBuilder<unknown> {
  const index =
    scope.channelId === null ? sql` force index (members_by_person)` : sql` force index (primary)`;
  return sql`from members${index} straight_join channels on channels.id = members.channel_id`;
}

function inScope({ person, org, channelId, tag }: SearchScope): RawBuilder<unknown> {
  const conditions = [
    sql`members.person_id = ${person}`,
    sql`channels.org_id = ${org}`,
    sql`channels.kind in ('team', 'direct')`,
  ];
  if (channelId !== null) conditions.push(sql`members.channel_id = ${channelId}`);
  if (tag !== null) {
    conditions.push(sql`exists (select 1 from team_tags
      where team_tags.team_id = coalesce(channels.team_id, channels.id)
        and team_tags.tag = ${tag})`);
  }
  return sql.join(conditions, sql` and `);
}

function holds(term: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`exists (select 1 from search_terms
    where search_terms.channel_id = messages.channel_id and search_terms.seq = messages.seq
      and ${term})`;
}

function isBehind({ ts, channel_id, seq }: SearchPosition): RawBuilder<unknown> {
  const at = new Date(ts);
  return sql`(messages.sent_at < ${at} or (messages.sent_at = ${at}
    and (messages.channel_id < ${channel_id}
      or (messages.channel_id = ${channel_id} and messages.seq < ${seq}))))`;
}

/**
 * The first terms that begin so, of those in channels that the person is in: what others write
 * elsewhere must not crowd out a term, or one could learn from it.
 */
async function expand(db: Database, scope: SearchScope, prefix: string): Promise<string[]> {
  const channels = await selectChannels(db, scope, maxExpandedChannels);
  if (channels.length === 0) return [];
  const pattern = `${escapeLike(prefix)}%`;
  const parts = channels.map(
    (id) => sql`
      (select distinct channel_id, term from search_terms force index (search_terms_by_channel)
      where channel_id = ${id} and term like ${pattern}
      order by channel_id, term limit ${sql.lit(maxExpansions)})`,
  );
  const { rows } = await sql<{ term: string }>`
    select distinct term from (${sql.join(parts, sql` union all `)}) places
    order by term limit ${sql.lit(maxExpansions)}`.execute(db);
  return rows.map(({ term }) => term);
}

/** Those that changed last. */
async function selectChannels(db: Database, scope: SearchScope, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select channels.id ${fromChannels(scope)} where ${inScope(scope)}
    order by channels.changed_at desc limit ${sql.lit(limit)}`.execute(db);
  return rows.map(({ id }) => id);
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
