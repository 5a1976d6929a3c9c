import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { openTeam, openThread } from '../../internal/testing/teams.ts';
import { appendMessages, lockLog, saveLog } from '../channels/locked-log.ts';
import { transact } from '../database/transact.ts';
import type { MessageDraft } from '../messages/tables.ts';
import type { Somebody, TalkStage } from './talk-stage.ts';

type Options = { org?: string; tags?: string[]; admins?: Somebody[] };

/** A team of these people, the first its creator, straight in the database. */
export async function seedTeam(
  { sql }: Pick<TalkStage, 'sql'>,
  people: readonly Somebody[],
  { org = 'main', tags = [], admins = [] }: Options = {},
): Promise<string> {
  const id = await openTeam({ sql }, people, { org });
  for (const [position, tag] of tags.entries()) {
    const values = [id, tag, position];
    await sql('INSERT INTO team_tags (team_id, tag, position) VALUES (?, ?, ?)', values);
  }
  for (const admin of admins) {
    const statement = "UPDATE members SET level = 'admin' WHERE channel_id = ? AND person_id = ?";
    await sql(statement, [id, admin.id]);
  }
  return id;
}

export const seedThread = openThread;

/**
 * Appends messages to a channel's log, one after another, later than any written before; returns
 * the `seq` of the last.
 */
export async function write(
  { db }: Pick<TalkStage, 'db'>,
  channelId: string,
  from: Somebody,
  texts: readonly string[],
  recipient = '*',
): Promise<number> {
  await untilLater();
  return transact(db, async (tx) => {
    const log = await lockLog(tx, channelId);
    const sender = { sender_id: from.id, sender_name: from.name, sender_role: 'member' } as const;
    const drafts = texts.map((body): MessageDraft => ({
      ...sender,
      cid: uuid(),
      recipient,
      type: 'text',
      body,
    }));
    await appendMessages(tx, log!, drafts, new Date());
    await saveLog(tx, log!);
    return log!.head;
  });
}

/** Times have milliseconds: what is written within one is in no order. */
async function untilLater(): Promise<void> {
  for (const now = Date.now(); Date.now() <= now;) await sleep(1);
}
