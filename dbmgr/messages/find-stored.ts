import { sql } from 'kysely';
import { messageColumns, type MessageRow } from '../channels/present-entry.ts';
import { asId } from '../database/as-id.ts';
import { chunks } from '../database/chunks.ts';
import type { Transaction } from '../database/transact.ts';

/** What makes a message the same message: a retry carries the same three. */
export type MessageKey = { channelId: string; senderId: string; cid: string };

export type StoredMessage = MessageRow & { channel_id: string };

export function keyOf(key: MessageKey): string {
  return `${key.channelId} ${key.senderId} ${key.cid}`;
}

/** Selects in one statement; more would be slow to parse. */
const keysPerStatement = 250;

/**
 * Those that are stored already, by `keyOf`. The keys are joined as a table, because IN over
 * several columns takes MariaDB quadratic time.
 */
export async function findStored(
  tx: Transaction,
  keys: readonly MessageKey[],
): Promise<Map<string, StoredMessage>> {
  const found = new Map<string, StoredMessage>();
  for (const some of chunks(keys, keysPerStatement)) {
    const wanted = some.map(
      (key) =>
        sql`select ${asId(key.channelId)} as c, ${asId(key.senderId)} as s, ${asId(key.cid)} as i`,
    );
    const columns = ['channel_id', ...messageColumns].map((name) => sql.ref(`messages.${name}`));
    const { rows } = await sql<StoredMessage>`
      select ${sql.join(columns)} from (${sql.join(wanted, sql` union all `)}) wanted
      straight_join messages on messages.channel_id = wanted.c
        and messages.sender_id = wanted.s and messages.cid = wanted.i`.execute(tx);
    for (const row of rows) {
      found.set(keyOf({ channelId: row.channel_id, senderId: row.sender_id, cid: row.cid }), row);
    }
  }
  return found;
}
