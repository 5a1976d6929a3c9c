import { CompiledQuery } from 'kysely';
import type { Role } from '../../internal/contract/people.ts';

/** `part` is what they are in a conversation that they do not have. */
export type Sender = { id: string; org: string; role: Role; name: string; part?: Part };
type Part = 'helper' | 'watcher' | '' | null;

export type WriterKey = { login: string; channel: string };

/** Who writes into a channel. */
export type Writer = WriterKey & { sender: Sender; isMember: boolean; mayWrite: boolean };

type WriterRow = WriterKey & Sender & { member: string | null; may_write: number };

export function writerKey({ login, channel }: WriterKey): string {
  return `${login} ${channel}`;
}

/**
 * Asks who is behind the logins that live, whether their scopes let them write, and whether they
 * are members of the channels. Whoever
 * changes members holds their channel, so for a transaction that holds it the answer stays true.
 */
export function askWriters(keys: readonly WriterKey[], now: Date): CompiledQuery {
  // As the id columns hold theirs: a join finds other characters in no index.
  const id = '_ascii ? collate ascii_bin';
  const more = ` union all select ${id}, ${id}`.repeat(keys.length - 1);
  const statement = `
    select straight_join asked.channel, asked.login, people.id, people.org_id as org, people.role,
      people.name, members.person_id as member, members.part,
      logins.scopes is null or find_in_set('messages:write', logins.scopes) > 0 as may_write
    from (select ${id} as channel, ${id} as login${more}) asked
    join logins force index (primary) on logins.id = asked.login
    join people on people.id = logins.person_id
    left join members force index (primary)
      on members.channel_id = asked.channel and members.person_id = logins.person_id
    where logins.ended_at is null and logins.expires_at > ?
      and people.active = 1 and people.auth_version = logins.auth_version`;
  return CompiledQuery.raw(statement, [
    ...keys.flatMap(({ channel, login }) => [channel, login]),
    now,
  ]);
}

export function presentWriters(rows: readonly unknown[]): Map<string, Writer> {
  return new Map(
    (rows as WriterRow[]).map(({ login, channel, member, may_write, ...sender }) => [
      writerKey({ login, channel }),
      { login, channel, sender, isMember: member !== null, mayWrite: may_write === 1 },
    ]),
  );
}
