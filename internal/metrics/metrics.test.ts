import { expect, test } from 'vitest';
import { listenMetrics } from './listen-metrics.ts';
import { measureProcess } from './measure-process.ts';
import { createMetrics } from './metrics.ts';

test('instruments carry the name of their process and count by their labels', async () => {
  const metrics = createMetrics('relay');
  const count = metrics.counter('natter_frames_total', 'Frames', ['op']);
  count({ op: 'send' });
  count({ op: 'send' }, 2);
  count({ op: 'seen' });
  metrics.gauge('natter_sockets', 'Open sockets')(7);
  metrics.histogram('natter_commit_seconds', 'Commit', { buckets: [0.01, 0.1] })(0.05);
  const text = await metrics.text();
  expect(text).toContain('natter_frames_total{op="send",process="relay"} 3');
  expect(text).toContain('natter_sockets{process="relay"} 7');
  expect(text).toContain('natter_commit_seconds_bucket{le="0.1",process="relay"} 1');
  expect(await metrics.total('natter_frames_total')).toBe(4);
  expect(await metrics.total('unheard_of')).toBe(0);
});

test('what is watched is read when somebody looks', async () => {
  const metrics = createMetrics('web');
  let now = 1;
  metrics.watch('natter_waiting', 'Waiting', () => now);
  metrics.watch('natter_seen_total', 'Seen', () => now * 10);
  expect(await metrics.text()).toContain('natter_waiting{process="web"} 1');
  now = 2;
  const text = await metrics.text();
  expect(text).toContain('natter_waiting{process="web"} 2');
  expect(text).toMatch(/# TYPE natter_seen_total counter\nnatter_seen_total\{process="web"\} 20/);
});

test('K4: metrics are served on loopback, and whether it is ready', async () => {
  const metrics = createMetrics('web');
  using _measured = measureProcess(metrics);
  let isReady = true;
  await using listener = await listenMetrics(metrics, 0, () => isReady);
  const url = `http://127.0.0.1:${listener.port}`;
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  expect(await answer.text()).toMatch(/^process_cpu_seconds_total\{process="web"\} [\d.]+$/m);
  expect((await fetch(`${url}/metrics/`)).status).toBe(404);
  const ready = async () => (await fetch(`${url}/readyz`)).status;
  expect(await ready()).toBe(200);
  isReady = false;
  expect(await ready()).toBe(503);
  await expect(listenMetrics(metrics, listener.port, () => true)).rejects.toThrow(
    'METRICS_PORT is in use; set it to a free port, or to 0.',
  );
});
