import { openPageReader, type PageReader } from '../load/page-reader.ts';
import { Histogram } from '../measure/histogram.ts';
import { startMeter } from '../measure/server-cost.ts';
import type { RunningSystem } from '../system.ts';
import type { Lane, Sample, Stand, Workload } from '../workload.ts';
import { findPages, type PageName, type ShownPage } from './shown-pages.ts';

const connections = 4;
const people = 50;

const lanes = {
  console: ['natter, console', 'express, console'],
  list: ['natter, list', 'express, list'],
} as const;

/** What being signed in costs: natter looks at the session, the login and the rows each time. */
export const pages: Workload = {
  name: 'pages',
  what:
    `the agent's console and the list of ${people} admins, signed in, over ${connections} ` +
    'connections; the peer shows the same templates with the same data and asks nobody',
  rounds: 4,
  seconds: 4,
  lanes: (['console', 'list'] as const).flatMap((page): Lane[] => [
    { name: lanes[page][0], system: 'natter', open: (natter) => openNatterPage(natter, page) },
    { name: lanes[page][1], system: 'express-eta', open: (peer) => openPeerPage(peer, page) },
  ]),
  targets: (['console', 'list'] as const).map((page) => ({
    figure: 'p50Ms',
    lane: lanes[page][0],
    peer: lanes[page][1],
    most: 2.5,
  })),
};

/** What natter shows: the peer is given the same. */
const shown = new Map<PageName, ShownPage>();

async function openNatterPage(natter: RunningSystem, name: PageName): Promise<Stand> {
  const page = await findPages(natter.run!(), name, people);
  shown.set(name, page);
  return openStand(natter, page, page.url);
}

async function openPeerPage(peer: RunningSystem, name: PageName): Promise<Stand> {
  const page = shown.get(name)!;
  const { path, template, data } = page;
  const body = JSON.stringify({ [path]: { template, data } });
  const headers = { 'content-type': 'application/json' };
  const told = await fetch(`${peer.url}/pages`, { method: 'PUT', headers, body });
  if (told.status !== 204) throw new Error(`PUT /pages: ${told.status}`);
  return openStand(peer, { ...page, cookie: null }, `${peer.url}${path}`);
}

/** Throws unless the page is the one that natter shows, letter by letter. */
async function openStand(
  system: RunningSystem,
  { cookie, html }: Pick<ShownPage, 'cookie' | 'html'>,
  url: string,
): Promise<Stand> {
  using reader = await openPageReader(url, cookie);
  const { status, body } = await reader.read();
  if (status !== 200 || body !== html) throw new Error(`${url} shows another page (${status})`);
  return {
    async measure(_round, seconds) {
      using stack = new DisposableStack();
      const readers: PageReader[] = [];
      while (readers.length < connections) {
        readers.push(stack.use(await openPageReader(url, cookie)));
      }
      return await measurePages(system, readers, html, seconds);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

async function measurePages(
  { pids }: RunningSystem,
  readers: PageReader[],
  html: string,
  seconds: number,
): Promise<Sample> {
  const times = new Histogram();
  let wrong = 0;
  const began = process.cpuUsage();
  const meter = startMeter(pids());
  const endMs = performance.now() + seconds * 1000;
  await Promise.all(
    readers.map(async (reader) => {
      while (performance.now() < endMs) {
        const beganMs = performance.now();
        const { body } = await reader.read();
        times.record(performance.now() - beganMs);
        if (body.length !== html.length) wrong++;
      }
    }),
  );
  const { cpuUs, cpuUsByRole, residentBytes, elapsedMs } = meter.stop();
  const { user, system } = process.cpuUsage(began);
  const each = (us: number) => us / times.count;
  const byRole = Object.entries(cpuUsByRole).map(([role, us]) => [role, each(us)]);
  return {
    throughput: (times.count * 1000) / elapsedMs,
    unit: 'pages',
    p50Ms: times.quantileMs(0.5),
    p99Ms: times.quantileMs(0.99),
    cpuUs: each(cpuUs),
    cpuUsByRole: Object.fromEntries(byRole) as Record<string, number>,
    generatorUs: each(user + system),
    residentBytes,
    lost: wrong,
    doubled: 0,
    disordered: 0,
  };
}
