import type { RunFile } from '../../internal/home/run-file.ts';
import { openRoot, type Somebody } from '../systems/natter-people.ts';

const firstRows = 1000;

/** Writes a channel's messages behind natter's back: a thousand, then twice as many each time. */
export async function fillChannel(
  run: RunFile,
  channel: string,
  sender: Somebody,
  length: number,
): Promise<void> {
  if (length === 0) return;
  await using root = openRoot(run);
  const text = 'x'.repeat(100);
  const first = Math.min(firstRows, length);
  await root.insert(
    `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
       recipient, type, body, sent_at)`,
    `(?, ?, 'main', ?, ?, 'user', ?, '*', 'text', ?, UTC_TIMESTAMP(3))`,
    Array.from({ length: first }, (_, place) => [
      channel,
      place + 1,
      sender.id,
      sender.name,
      `h-${place + 1}`,
      text,
    ]),
  );
  for (let rows = first; rows < length; rows *= 2) {
    await root.pool.query(
      `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
         recipient, type, body, sent_at)
       SELECT channel_id, seq + ?, org_id, sender_id, sender_name, sender_role,
         CONCAT('h-', seq + ?), recipient, type, body, sent_at
       FROM messages WHERE channel_id = ? AND seq <= ?`,
      [rows, rows, channel, Math.min(rows, length - rows)],
    );
  }
  await root.pool.query('UPDATE channels SET head = ? WHERE id = ?', [length, channel]);
}
