import type { Dashboard, Seat } from '../../internal/contract/reports.ts';
import { duration, percent, rating, whole } from './words.ts';

const stateWords: Record<Seat['state'], string> = {
  online: 'Online',
  away: 'Away',
  grace: 'Connection lost',
  break: 'On a break',
  offline: 'Offline',
};

const stateBadges: Record<Seat['state'], string> = {
  online: 'badge-online',
  away: '',
  grace: 'badge-waiting',
  break: '',
  offline: '',
};

/** What the dashboard's templates show of it; times that grow are the browser's to keep. */
export function presentDashboard(dashboard: Dashboard): Record<string, unknown> {
  const { at, zone, today } = dashboard;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' });
  const since = (from: string | null) =>
    from === null ? null : { from, text: duration((Date.parse(at) - Date.parse(from)) / 1000) };
  const seats = dashboard.seats.map((seat) => ({
    ...seat,
    taken: seat.open + seat.offered,
    word: stateWords[seat.state],
    badge: stateBadges[seat.state],
  }));
  return {
    ...dashboard,
    clock: clock.format(new Date(at)),
    longest: since(dashboard.longest_since),
    queue: dashboard.queue.map((row) => ({ ...row, waits: since(row.since) })),
    seats,
    free: seats
      .filter(({ state }) => state === 'online' || state === 'away')
      .reduce((sum, { limit, taken }) => sum + Math.max(0, limit - taken), 0),
    bots: dashboard.bots.map((bot) => ({
      ...bot,
      oldest: since(bot.oldest_task_at),
      lastAnswer: since(bot.last_answer_at),
    })),
    undelivered: dashboard.undelivered ?? [],
    today: [
      { title: 'Conversations', value: whole(today.conversations) },
      { title: 'First answer, half within', value: duration(today.first_answer?.median) },
      { title: 'Abandoned', value: percent(today.abandoned, today.waited) },
      { title: 'Satisfaction', value: rating(today) },
    ],
  };
}
