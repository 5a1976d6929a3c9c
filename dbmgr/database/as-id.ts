import { type RawBuilder, sql } from 'kysely';

/**
 * A value as the id columns hold theirs. Where values stand in a table of their own, a join finds
 * nothing in an index whose characters are encoded otherwise.
 */
export function asId(value: string): RawBuilder<string> {
  return sql<string>`convert(${value} using ascii) collate ascii_bin`;
}
