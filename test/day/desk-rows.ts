import type { Sql } from '../../internal/testing/database.ts';

/** A conversation that goes on, as the database has it. */
export type DeskRow = {
  id: string;
  org_id: string;
  channel_id: string;
  visitor_id: string;
  state: 'bot' | 'waiting' | 'offered' | 'open' | 'on_hold';
  epoch: number;
  owner_id: string | null;
  offered_to: string | null;
  offer_id: string | null;
  left_message: number;
};

/** Those that go on, or the one with this channel. */
export function readDeskRows(sql: Sql, channel?: string): Promise<DeskRow[]> {
  const where = channel === undefined ? '' : ' AND channel_id = ?';
  return sql<DeskRow>(
    `SELECT id, org_id, channel_id, visitor_id, state, epoch, owner_id, offered_to, offer_id,
       left_message FROM conversations WHERE state <> 'closed'${where} ORDER BY started_at, id`,
    channel === undefined ? [] : [channel],
  );
}
