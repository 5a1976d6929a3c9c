import { sql } from 'kysely';
import { findMentions } from '../../internal/words/find-mentions.ts';
import { everybody } from '../channels/read-unread.ts';
import { chunks } from '../database/chunks.ts';
import type { Transaction } from '../database/transact.ts';
import type { StaleChannel } from './find-stale.ts';
import type { IndexedMessage } from './read-changed.ts';

/** Who is mentioned where, of those who are in the channel; `@all` is one row for all of them. */
export async function insertMentions(
  tx: Transaction,
  { id, org }: StaleChannel,
  messages: readonly IndexedMessage[],
): Promise<void> {
  const found = messages.map(({ seq, text }) => ({ seq, ...findMentions(text) }));
  const people = await readPeople(tx, id, org, [...new Set(found.flatMap(({ nicks }) => nicks))]);
  const rows = found.flatMap(({ seq, nicks, all }) => [
    ...(all ? [{ person: everybody, seq }] : []),
    ...nicks.flatMap((nick) => (people.has(nick) ? [{ person: people.get(nick)!, seq }] : [])),
  ]);
  for (const some of chunks(rows)) {
    const values = some.map(({ person, seq }) => sql`(${person}, ${id}, ${seq})`);
    await sql`insert ignore into mentions (person_id, channel_id, seq)
      values ${sql.join(values)}`.execute(tx);
  }
}

/** Nick → person. */
async function readPeople(
  tx: Transaction,
  channelId: string,
  org: string,
  nicks: readonly string[],
): Promise<Map<string, string>> {
  const people = new Map<string, string>();
  for (const some of chunks(nicks)) {
    const rows = await tx
      .selectFrom('people')
      .innerJoin('members', (join) =>
        join.onRef('members.person_id', '=', 'people.id').on('members.channel_id', '=', channelId),
      )
      .where('people.org_id', '=', org)
      .where('people.nick', 'in', some)
      .select(['people.id', 'people.nick'])
      .execute();
    for (const { id, nick } of rows) people.set(nick!, id);
  }
  return people;
}
