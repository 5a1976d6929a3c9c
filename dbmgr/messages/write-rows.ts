import { CompiledQuery } from 'kysely';
import type { MessageRow } from '../channels/present-entry.ts';
import type { Transaction } from '../database/transact.ts';
import type { Place } from './lock-places.ts';

export type NumberedMessage = MessageRow & { place: Place };

const insertInto = `insert into messages (channel_id, seq, org_id, sender_id, sender_name,
  sender_role, cid, recipient, type, body, sent_at) values `;
const oneRow = '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** Compiled by hand: building it as a tree would cost more than running it. */
export async function insertMessages(
  tx: Transaction,
  rows: readonly NumberedMessage[],
): Promise<void> {
  const values: unknown[] = [];
  for (const row of rows) {
    const { channelId, org } = row.place;
    values.push(channelId, row.seq, org, row.sender_id, row.sender_name, row.sender_role);
    values.push(row.cid, row.recipient, row.type, row.body, row.sent_at);
  }
  const statement = insertInto + Array(rows.length).fill(oneRow).join(', ');
  await tx.executeQuery(CompiledQuery.raw(statement, values));
}

/**
 * Moves the heads of all channels in one statement. Nearly always most of them grow by the same
 * number; the others are listed.
 */
export async function advanceChannels(
  tx: Transaction,
  growth: ReadonlyMap<string, number>,
): Promise<void> {
  const usual = mostCommon([...growth.values()]);
  const others = [...growth].filter(([, by]) => by !== usual);
  const cases = others.map(() => 'when ? then ?').join(' ');
  const by = others.length === 0 ? '?' : `case id ${cases} else ? end`;
  const ids = Array(growth.size).fill('?').join(', ');
  const statement = `update channels force index (primary)
    set head = head + ${by}, changed_at = now(3) where id in (${ids})`;
  await tx.executeQuery(CompiledQuery.raw(statement, [...others.flat(), usual, ...growth.keys()]));
}

function mostCommon(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1]);
  return first![0];
}
