import { type RawBuilder, sql } from 'kysely';

/**
 * A value as the id columns hold theirs. Where values stand in a table of their own, a join finds
 * nothing in an index whose characters are encoded otherwise.
 */
export function asId(value: string): RawBuilder<string> {
  return sql<string>`convert(${value} using ascii) collate ascii_bin`;
}

/**
 * Ids as a table with one column `id`. Rows that are joined to it are found by their keys one by
 * one; for a long IN list a server may read, and wait for, every row of a small table.
 */
export function asTable(ids: readonly string[]): RawBuilder<unknown> {
  return sql`(${sql.join(
    ids.map((id) => sql`select ${asId(id)} as id`),
    sql` union all `,
  )})`;
}
