import { AppError } from '../../internal/contract/errors.ts';
import { judgeMessage } from '../../internal/policy/outcomes.ts';
import type { Context } from '../context.ts';
import { presentWho } from './account-for-day.ts';
import { presentSpell, readFacts } from './read-facts.ts';
import { readSupervisor } from './read-supervisor.ts';

const maxLines = 500;
const maxTextLength = 200;

/** Who had it, what was done while nobody looked, and what became of each of its messages. */
export async function readConversation(context: Context, channelId: string) {
  const { db } = context;
  const { org } = await readSupervisor(context);
  const row = await db
    .selectFrom('conversations')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('org_id', '=', org)
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'There is no such conversation.');
  const assignments = await db
    .selectFrom('assignments')
    .selectAll()
    .where('conversation_id', '=', row.id)
    .orderBy('epoch')
    .execute();
  const steps = await db
    .selectFrom('alarm_steps')
    .innerJoin('alarms', (join) =>
      join
        .onRef('alarms.conversation_id', '=', 'alarm_steps.conversation_id')
        .onRef('alarms.epoch', '=', 'alarm_steps.epoch')
        .onRef('alarms.seq', '=', 'alarm_steps.seq'),
    )
    .where('alarm_steps.conversation_id', '=', row.id)
    .orderBy('alarm_steps.done_at')
    .limit(maxLines)
    .select(['alarm_steps.step', 'alarms.kind', 'alarm_steps.done_at', 'alarm_steps.told'])
    .execute();
  return {
    visitor: row.visitor_name,
    state: row.state,
    started_at: row.started_at.toISOString(),
    closed_at: row.closed_at?.toISOString() ?? null,
    spells: assignments.map((one) => ({
      by: presentWho(presentSpell(one).owner),
      how: one.how,
      started_at: one.started_at.toISOString(),
      ended_at: one.ended_at?.toISOString() ?? null,
      ended_by: one.ended_by,
    })),
    steps: steps.map(({ done_at, ...one }) => ({ ...one, at: done_at.toISOString() })),
    lines: await readLinesOf(context, row),
  };
}

async function readLinesOf(
  { db }: Context,
  row: { id: string; channel_id: string; visitor_id: string },
) {
  const lines = await db
    .selectFrom('messages')
    .where('channel_id', '=', row.channel_id)
    .where('sender_id', '=', row.visitor_id)
    .orderBy('seq')
    .limit(maxLines)
    .select(['channel_id', 'seq', 'sent_at', 'deleted_at', 'type', 'body'])
    .execute();
  const found = await readFacts(
    db,
    lines.map((line) => ({ ...line, conversation_id: row.id })),
  );
  const texts = new Map(lines.map((line) => [line.seq, line]));
  return found.map(({ seq, sent_at, facts }) => {
    const { kind, by, reason, afterMs } = judgeMessage(facts);
    const { type, body } = texts.get(seq)!;
    const text = type === 'text' ? [...body].slice(0, maxTextLength).join('') : `(${type})`;
    const told = { by: presentWho(by), reason, after_ms: afterMs };
    return { seq, at: sent_at.toISOString(), text, kind, ...told };
  });
}
