import { CompiledQuery } from 'kysely';
import type { MessageRow } from '../channels/present-entry.ts';
import { chunks } from '../database/chunks.ts';
import { listOf } from '../database/list-of.ts';
import type { Place } from './lock-places.ts';

export type NumberedMessage = MessageRow & { place: Place };

const insertInto = `insert into messages (channel_id, seq, org_id, sender_id, sender_name,
  sender_role, cid, recipient, type, body, sent_at, reply_to) values `;
const oneRow = '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** Compiled by hand: building it as a tree would cost more than running it. */
export function insertMessages(rows: readonly NumberedMessage[]): CompiledQuery {
  const values: unknown[] = [];
  for (const row of rows) {
    const { channelId, org } = row.place;
    values.push(channelId, row.seq, org, row.sender_id, row.sender_name, row.sender_role);
    values.push(row.cid, row.recipient, row.type, row.body, row.sent_at, row.reply_to ?? null);
  }
  return CompiledQuery.raw(insertInto + listOf(oneRow, rows.length), values);
}

const asBefore = 'when ? then if(head = ? and member_version = ?';
const whenAsKnown: Record<Place['facts']['kind'], string> = {
  conversation: `${asBefore}, ?, null)`,
  notes: `${asBefore}, ?, null)`,
  team: `${asBefore}, ?, null)`,
  direct: `${asBefore} and (select one.active from teams one where one.id = channels.team_id),
    ?, null)`,
};

/** Cases in one statement, which the server tries one after another for each row. */
const casesPerStatement = 100;

/**
 * Moves the heads of the rows' channels, in the order of their ids, in which all lock them. Fails
 * with error 1048 (a head that is null) where a channel is not as its place says: somebody else
 * appended to it or changed its members, or its team was switched off, of which a thread's own log
 * says nothing. When it changed is written once a second, for it stands in an index.
 */
export function advanceChannels(rows: readonly NumberedMessage[]): CompiledQuery[] {
  const heads = new Map(rows.map(({ place, seq }) => [place, seq]));
  const inOrder = [...heads].sort(([a], [b]) => (a.channelId < b.channelId ? -1 : 1));
  return [...chunks(inOrder, casesPerStatement)].map((some) => {
    const cases = some.map(([place]) => whenAsKnown[place.facts.kind]).join(' ');
    const statement = `update channels force index (primary) set head = case id ${cases} end,
      changed_at = if(changed_at > now(3) - interval 1 second, changed_at, now(3))
      where id in (${listOf('?', some.length)})`;
    const values = some.flatMap(([{ channelId, head, memberVersion }, seq]) => [
      channelId,
      head,
      memberVersion,
      seq,
    ]);
    const ids = some.map(([{ channelId }]) => channelId);
    return CompiledQuery.raw(statement, [...values, ...ids]);
  });
}
