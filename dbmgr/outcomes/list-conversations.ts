import type { OutcomeRow } from '../../internal/contract/outcomes.ts';
import { maxOutcomesPerPage } from '../../internal/contract/outcomes.ts';
import { dayOf } from '../../internal/policy/days.ts';
import type { Context } from '../context.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { presentRow } from './account-for-day.ts';
import { judgeDay, type Listed } from './judge-day.ts';
import { readSupervisor } from './read-supervisor.ts';

export type ConversationsWish = { date: string; key: string; from: number };

/** The conversations of one line of a day, in the order of their first message in it. */
export async function listConversations(context: Context, { date, key, from }: ConversationsWish) {
  const { db, now } = context;
  const { org } = await readSupervisor(context);
  const { hours } = await readSettings(db, org);
  const { rows, talks } = await judgeDay(db, org, dayOf(hours.zone, date), now());
  const found = talks.get(key) ?? [];
  const page = found.slice(from, from + maxOutcomesPerPage);
  const names = await readNames(context, page);
  const sum = rows.find((one) => one.key === key);
  const row: OutcomeRow | null = sum ? presentRow(sum) : null;
  return {
    row,
    conversations: page.map(({ channel_id, first_at, messages }) => ({
      channel_id,
      visitor: names.get(channel_id)?.visitor_name ?? 'Nobody knows',
      state: names.get(channel_id)?.state ?? null,
      first_at: first_at.toISOString(),
      messages,
    })),
    next: from + page.length < found.length ? from + page.length : null,
  };
}

async function readNames({ db }: Context, page: readonly Listed[]) {
  if (page.length === 0) return new Map<string, { visitor_name: string; state: string }>();
  const rows = await db
    .selectFrom('conversations')
    .where(
      'channel_id',
      'in',
      page.map(({ channel_id }) => channel_id),
    )
    .select(['channel_id', 'visitor_name', 'state'])
    .execute();
  return new Map(rows.map((row) => [row.channel_id, row]));
}
