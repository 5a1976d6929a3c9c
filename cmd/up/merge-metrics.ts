import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';

/** Metrics of one process in Prometheus' text format. */
export type ProcessMetrics = { process: string; text: string };

/**
 * One text from many, with a label `process` on every sample, and each family's lines together as
 * the format asks for (prometheus.io, "Exposition formats").
 */
export function mergeMetrics(all: ProcessMetrics[]): string {
  const families = new Map<string, { comments: string[]; samples: string[] }>();
  for (const { process, text } of all) {
    let name = '';
    for (const line of text.split('\n')) {
      const comment = /^# (HELP|TYPE) (\S+)/.exec(line);
      if (comment) name = comment[2]!;
      else if (line === '' || line.startsWith('#')) continue;
      const family = families.get(name) ?? { comments: [], samples: [] };
      families.set(name, family);
      if (!comment) family.samples.push(addLabel(line, process));
      else if (!family.comments.some((known) => known.startsWith(comment[0]))) {
        family.comments.push(line);
      }
    }
  }
  const lines = [...families.values()].flatMap(({ comments, samples }) => [
    ...comments,
    ...samples,
  ]);
  return `${lines.join('\n')}\n`;
}

function addLabel(sample: string, process: string): string {
  const label = `process="${process}"`;
  const found = /^([A-Za-z_:][\w:]*)(\{)?/.exec(sample);
  if (!found) return sample;
  const rest = sample.slice(found[0].length);
  if (!found[2]) return `${found[1]}{${label}}${rest}`;
  // Each label may stand once, and processes say by themselves what kind they are.
  const others = rest.replace(/(^|,)process="[^"]*"/, '').replace(/^,/, '');
  return `${found[1]}{${label}${others.startsWith('}') ? '' : ','}${others}`;
}

/** Where the metrics of each process are now. */
export type MetricsSources = () => { process: string; port: number }[];

/** Serves the merged metrics of all processes at `/metrics`, on loopback only. */
export async function serveMetrics(port: number, sources: MetricsSources): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    void Promise.all(sources().map(readMetrics)).then((all) => {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(mergeMetrics(all.filter((metrics) => metrics !== undefined)));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Nothing when the process does not answer: it may be on its way up or down. */
async function readMetrics(source: {
  process: string;
  port: number;
}): Promise<ProcessMetrics | undefined> {
  try {
    const signal = AbortSignal.timeout(2_000);
    const response = await fetch(`http://127.0.0.1:${source.port}/metrics`, { signal });
    return { process: source.process, text: await response.text() };
  } catch {
    return undefined;
  }
}
