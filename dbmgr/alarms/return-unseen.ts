import { changeConversation } from '../conversations/change-conversation.ts';
import { holdConversation, type HeldConversation } from '../conversations/hold-conversation.ts';
import { transact, type Transaction } from '../database/transact.ts';
import { passOver } from '../offers/pass-over.ts';
import type { AlarmParts } from './alarm-parts.ts';
import { readSupervisors } from './read-audience.ts';
import { readFirstUnseen } from './read-facts.ts';
import { noteStep, ringPeople } from './ring-people.ts';
import type { AlarmRow } from './tables.ts';

/**
 * A line that nobody saw until the deadline: the conversation goes back to the front of the queue,
 * and the supervisors are told. Decided on rows that are held; whoever comes second, or comes when
 * somebody has looked meanwhile, changes nothing. Answers whether it went back.
 */
export function returnUnseen(parts: AlarmParts, alarm: AlarmRow): Promise<boolean> {
  return transact(parts.db, async (tx, afterCommit) => {
    const held = await holdConversation(tx, alarm.channel_id);
    const { row } = held;
    if (row.state !== 'open' || row.epoch !== alarm.epoch || row.owner_id === null) return false;
    if (!(await isUnseen(tx, held, alarm.seq))) return false;
    const now = parts.now();
    const owner = row.owner_id;
    const change = { state: 'waiting', reason: 'unseen', comesFirst: true } as const;
    await changeConversation(tx, afterCommit, parts, held, change);
    await passOver(tx, row, { agentId: owner, outcome: 'missed', at: now });
    const supervisors = await readSupervisors(tx, row.org_id);
    const about = {
      conversation_id: row.id,
      channel_id: row.channel_id,
      name: row.visitor_name,
      since: alarm.since,
      people: [...new Set([owner, ...supervisors])],
    };
    const told = new Map<AlarmRow, number>();
    const ringing = { step: 'returned', some: [{ about, row: alarm }], told } as const;
    await ringPeople(tx, afterCommit, parts, { org: row.org_id, now }, ringing);
    await noteStep(tx, alarm, { step: 'returned', now, told: told.get(alarm) ?? 0 });
    await tx
      .updateTable('alarms')
      .set({ step: 'returned', next_at: null, ended_at: now, ended_by: 'returned' })
      .where('conversation_id', '=', alarm.conversation_id)
      .where('epoch', '=', alarm.epoch)
      .where('seq', '=', alarm.seq)
      .execute();
    return true;
  });
}

async function isUnseen(tx: Transaction, held: HeldConversation, seq: number): Promise<boolean> {
  const { channel_id, visitor_id } = held.row;
  const row = await tx
    .selectFrom('members')
    .where('channel_id', '=', channel_id)
    .where('person_id', '!=', visitor_id)
    .where('part', '!=', 'watcher')
    .select((eb) => eb.fn.max<number | null>('seen_seq').as('seen'))
    .executeTakeFirst();
  const first = await readFirstUnseen(tx, [{ channel_id, seen: row?.seen ?? 0 }]);
  const line = first.get(channel_id);
  return line !== undefined && line.seq <= seq;
}
