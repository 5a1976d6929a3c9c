import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { mergeMetrics, serveMetrics } from './merge-metrics.ts';

const text = [
  '# HELP natter_requests_total Requests.',
  '# TYPE natter_requests_total counter',
  'natter_requests_total{route="/chat",note="a } b"} 3',
  '',
  '# HELP natter_sockets Open sockets.',
  '# TYPE natter_sockets gauge',
  'natter_sockets 2 1700000000000',
  'natter_empty{} 1',
  'natter_sockets{process="web"} 3',
  'natter_sockets{process="web",kind="tunnel"} 4',
  'natter_sockets{kind="tunnel",process="web"} 5',
  '',
].join('\n');

const samplesOf = (process: string) => [
  `natter_sockets{process="${process}"} 2 1700000000000`,
  `natter_empty{process="${process}"} 1`,
  `natter_sockets{process="${process}"} 3`,
  `natter_sockets{process="${process}",kind="tunnel"} 4`,
  `natter_sockets{process="${process}",kind="tunnel"} 5`,
];

test('each sample tells its process, and each family stands together once', () => {
  const merged = mergeMetrics([
    { process: 'web-1', text },
    { process: 'web-2', text },
  ]);
  expect(merged.split('\n')).toEqual([
    '# HELP natter_requests_total Requests.',
    '# TYPE natter_requests_total counter',
    'natter_requests_total{process="web-1",route="/chat",note="a } b"} 3',
    'natter_requests_total{process="web-2",route="/chat",note="a } b"} 3',
    '# HELP natter_sockets Open sockets.',
    '# TYPE natter_sockets gauge',
    ...['web-1', 'web-2'].flatMap(samplesOf),
    '',
  ]);
});

test('a process that does not answer does not hide the others', async () => {
  const source = createServer((_request, response) => void response.end(text));
  source.listen(0, '127.0.0.1');
  await once(source, 'listening');
  const { port } = source.address() as AddressInfo;
  const metrics = await serveMetrics(0, () => [
    { process: 'web', port },
    { process: 'relay', port: 1 },
  ]);
  onTestFinished(() => void [source, metrics].map((server) => server.close()));
  const { port: own, address } = metrics.address() as AddressInfo;
  expect(address).toBe('127.0.0.1');
  const response = await fetch(`http://127.0.0.1:${own}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(await response.text()).toContain('natter_sockets{process="web"} 2');
  expect((await fetch(`http://127.0.0.1:${own}/other`)).status).toBe(404);
});
