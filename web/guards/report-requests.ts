import type { Metrics } from '../../internal/metrics/metrics.ts';
import type { Finished } from './access-log.ts';

const bucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Counts requests and their time by route: the route table bounds the number of series. */
export function reportRequests(metrics: Metrics): (finished: Finished) => void {
  const labels = ['method', 'route', 'status'];
  const count = metrics.counter('natter_web_requests_total', 'Requests answered', labels);
  const time = metrics.histogram('natter_web_request_seconds', 'Time until answered', {
    buckets: bucketsSeconds,
    labels: ['route'],
  });
  return ({ method, route, status, durationMs }) => {
    count({ method, route, status: String(status) });
    time(durationMs / 1000, { route });
  };
}
