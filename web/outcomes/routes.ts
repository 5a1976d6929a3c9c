import { AppError } from '../../internal/contract/errors.ts';
import { calendarDay } from '../../internal/contract/calendar-day.ts';
import { id } from '../../internal/contract/ids.ts';
import type { DayAccount } from '../../internal/contract/outcomes.ts';
import { addDays } from '../../internal/policy/days.ts';
import { type Answer, showPage } from '../answers/answer.ts';
import { page, type Route } from '../routing/route.ts';
import type { ReadVisit } from '../routing/visit.ts';
import { presentLines, presentRow, presentStory } from './present.ts';

const path = '/admin/outcomes';
const who = ['admin'] as const;

/** What became of every message of a day, the conversations of each line, and one of them. */
export const outcomeRoutes: readonly Route[] = [
  page(path, who, showDay, { framing: 'alarms' }),
  page(`${path}/conversations`, who, showConversations),
  page(`${path}/conversations/:id`, who, showConversation),
];

/** A day that somebody picked; what is none is today. */
function dayOfQuery(query: URLSearchParams): string | undefined {
  return calendarDay.safeParse(query.get('day')).data;
}

async function showDay({ calls, as, query }: ReadVisit): Promise<Answer> {
  const date = dayOfQuery(query);
  const account = await calls.outcomes.readDay(date ? { date } : {}, as);
  const { total, missing, is_today, rows } = account;
  const lost = rows.find(({ kind }) => kind === 'lost')?.messages ?? 0;
  return showPage('/outcomes/day', {
    date: account.date,
    zone: account.zone.replaceAll('_', ' '),
    isToday: is_today,
    total,
    missing,
    unaccounted: Math.abs(missing) + lost,
    rows: rows.map((row) => ({ ...presentRow(row), href: addressOf(account, row.key) })),
    before: `${path}?day=${addDays(account.date, -1)}`,
    after: is_today ? null : `${path}?day=${addDays(account.date, 1)}`,
  });
}

function addressOf({ date }: Pick<DayAccount, 'date'>, key: string, from = 0): string {
  const query = new URLSearchParams({ day: date, row: key });
  if (from > 0) query.set('from', String(from));
  return `${path}/conversations?${query.toString()}`;
}

async function showConversations({ calls, as, query }: ReadVisit): Promise<Answer> {
  const date = dayOfQuery(query);
  const key = query.get('row') ?? '';
  if (!date || key.length > 200) {
    throw new AppError('not_found', 'The address may be mistyped. Pick a day again.');
  }
  const from = Number(/^\d{1,9}$/.exec(query.get('from') ?? '')?.[0] ?? 0);
  const found = await calls.outcomes.listConversations({ date, key, from }, as);
  return showPage('/outcomes/conversations', {
    date,
    row: found.row && presentRow(found.row),
    conversations: presentLines(found.conversations),
    back: `${path}?day=${date}`,
    more: found.next === null ? null : addressOf({ date }, key, found.next),
  });
}

async function showConversation({ calls, as, params }: ReadVisit): Promise<Answer> {
  const story = await calls.outcomes.readConversation({ channel_id: id.parse(params.id) }, as);
  return showPage('/outcomes/conversation', presentStory(story));
}
