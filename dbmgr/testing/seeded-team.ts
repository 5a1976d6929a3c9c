import { v7 as uuid } from 'uuid';
import { threadId } from '../../internal/contract/threads.ts';
import type { MessageDraft } from '../messages/tables.ts';
import { appendMessages, lockLog, saveLog } from '../channels/locked-log.ts';
import { transact } from '../database/transact.ts';
import type { Somebody, TalkStage } from './talk-stage.ts';

export type TeamOptions = { org?: string; tags?: string[]; admins?: Somebody[] };

/** A team of these people, the first its creator, straight in the database. */
export async function seedTeam(
  { sql }: Pick<TalkStage, 'sql'>,
  people: readonly Somebody[],
  { org = 'main', tags = [], admins = [] }: TeamOptions = {},
): Promise<string> {
  const id = uuid();
  await seedChannel({ sql }, { id, org, kind: 'team', team: null });
  await sql(
    `INSERT INTO teams (id, org_id, name, active, super_admin, made_at)
     VALUES (?, ?, 'A team', TRUE, ?, UTC_TIMESTAMP(3))`,
    [id, org, people[0]!.id],
  );
  for (const [position, tag] of tags.entries()) {
    await sql('INSERT INTO team_tags (team_id, tag, position) VALUES (?, ?, ?)', [
      id,
      tag,
      position,
    ]);
  }
  for (const one of people) {
    const level = one === people[0] ? 'super_admin' : admins.includes(one) ? 'admin' : 'member';
    await seedMember({ sql }, id, one, level);
  }
  return id;
}

/** The thread of two people of a team. */
export async function seedThread(
  { sql }: Pick<TalkStage, 'sql'>,
  team: string,
  one: Somebody,
  other: Somebody,
): Promise<string> {
  const id = threadId(team, one.id, other.id);
  await seedChannel({ sql }, { id, org: 'main', kind: 'direct', team });
  const [first, second] = [one.id, other.id].sort();
  await sql('INSERT INTO threads (channel_id, team_id, first_id, second_id) VALUES (?, ?, ?, ?)', [
    id,
    team,
    first,
    second,
  ]);
  for (const somebody of [one, other]) await seedMember({ sql }, id, somebody, 'member');
  return id;
}

async function seedChannel(
  { sql }: Pick<TalkStage, 'sql'>,
  { id, org, kind, team }: { id: string; org: string; kind: string; team: string | null },
): Promise<void> {
  await sql(
    `INSERT INTO channels (id, org_id, kind, team_id, changed_at, made_at)
     VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [id, org, kind, team],
  );
}

export async function seedMember(
  { sql }: Pick<TalkStage, 'sql'>,
  channel: string,
  { id }: Somebody,
  level: 'member' | 'admin' | 'super_admin',
): Promise<void> {
  await sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at, level)
     VALUES (?, ?, 1, UTC_TIMESTAMP(3), ?)`,
    [channel, id, level],
  );
}

/** Appends messages to a channel's log, one after another; returns the `seq` of the last. */
export function write(
  { db }: Pick<TalkStage, 'db'>,
  channelId: string,
  from: Somebody,
  texts: readonly string[],
  recipient = '*',
): Promise<number> {
  return transact(db, async (tx) => {
    const log = await lockLog(tx, channelId);
    const drafts = texts.map((body): MessageDraft => {
      const sender = { sender_id: from.id, sender_name: from.name, sender_role: 'member' } as const;
      return { ...sender, cid: uuid(), recipient, type: 'text', body };
    });
    await appendMessages(tx, log!, drafts, new Date());
    await saveLog(tx, log!);
    return log!.head;
  });
}
