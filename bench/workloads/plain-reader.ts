import { createPool, type RowDataPacket } from 'mysql2/promise';
import type { RunFile } from '../../internal/home/run-file.ts';
import type { Reader } from './history-times.ts';

/** What an application that trusts everybody would ask: one query a page, on the primary key. */
const pageQuery = `SELECT channel_id, seq, sender_id, sender_name, sender_role, cid, recipient,
    type, body, sent_at
  FROM messages WHERE channel_id = ? AND seq > ? AND seq <= ? ORDER BY seq`;

export async function openPlainReader(
  run: RunFile,
  channel: string,
  length: number,
): Promise<Reader> {
  const { host, port } = run.mysql;
  const password = run.credentials.mysql!.root;
  const { database } = run;
  const pool = createPool({ host, port, user: 'root', password, database, timezone: 'Z' });
  const page = async (after: number, count: number) => {
    const beganMs = performance.now();
    const [rows] = await pool.query<RowDataPacket[]>(pageQuery, [channel, after, after + count]);
    if (rows.length !== count) throw new Error(`${rows.length} rows, not ${count}`);
    return performance.now() - beganMs;
  };
  return {
    last: (count) => page(length - count, count),
    page,
    [Symbol.dispose]: () => void pool.end(),
  };
}
