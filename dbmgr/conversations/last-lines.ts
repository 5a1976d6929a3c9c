import { type Kysely, sql } from 'kysely';
import type { WaitingEntry } from '../../internal/contract/entries.ts';
import type { Role } from '../../internal/contract/people.ts';
import type { Tables } from '../database/tables.ts';

export type LastLines = WaitingEntry['last'];

const lines = 3;
/** A preview of a line, in code points; a list of 100 conversations stays under 256 KiB with it. */
const previewLength = 160;

type LineRow = {
  channel_id: string;
  seq: number;
  sender_name: string;
  sender_role: Role;
  type: string;
  body: string;
  sent_at: Date;
};

/** The last three messages of each channel, oldest first, cut to a preview. */
export async function readLastLines(
  db: Kysely<Tables>,
  channelIds: readonly string[],
): Promise<Map<string, LastLines>> {
  const found = new Map<string, LastLines>(channelIds.map((id) => [id, []]));
  if (channelIds.length === 0) return found;
  const parts = channelIds.map(
    (id) => sql`(select channel_id, seq, sender_name, sender_role, type, body, sent_at from messages
      where channel_id = ${id} order by seq desc limit ${sql.lit(lines)})`,
  );
  const { rows } = await sql<LineRow>`${sql.join(parts, sql` union all `)}`.execute(db);
  for (const row of rows.toSorted((a, b) => a.seq - b.seq)) {
    found.get(row.channel_id)?.push({
      name: row.sender_name,
      role: row.sender_role,
      data: row.type === 'text' ? preview(row.body) : 'A file',
      ts: row.sent_at.toISOString(),
    });
  }
  return found;
}

function preview(text: string): string {
  if (text.length <= previewLength) return text;
  const points = Array.from(text.slice(0, 2 * previewLength + 1));
  if (points.length <= previewLength) return text;
  return `${points.slice(0, previewLength - 1).join('')}…`;
}
