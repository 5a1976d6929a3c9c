import type { Metrics } from '../../internal/metrics/metrics.ts';
import type { Database } from '../database/open-database.ts';

/** Returns what looks at all queues and sets the figures that an operator watches. */
export function createQueueGauges(metrics: Metrics, db: Database, now: () => Date) {
  const setWaiting = metrics.gauge(
    'natter_queue_waiting',
    'Visitors who wait for a person, those who left a message apart',
  );
  const setLongest = metrics.gauge('natter_queue_longest_wait_seconds', 'Longest wait of them');
  const setLeft = metrics.gauge('natter_queue_left_messages', 'Messages left that nobody took yet');
  return async (): Promise<void> => {
    const rows = await db
      .selectFrom('conversations')
      .where('state', 'in', ['waiting', 'offered'])
      .groupBy('left_message')
      .select('left_message')
      .select((eb) => [
        eb.fn.countAll<number>().as('count'),
        eb.fn.min('waiting_since').as('since'),
      ])
      .execute();
    const live = rows.find((row) => row.left_message === 0);
    setWaiting(live?.count ?? 0);
    setLongest(live?.since ? Math.max(0, now().getTime() - live.since.getTime()) / 1000 : 0);
    setLeft(rows.find((row) => row.left_message === 1)?.count ?? 0);
  };
}
