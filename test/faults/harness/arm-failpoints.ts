// Preloaded with `node --import` into a real process of the mesh: arms its failpoints, at once from
// FAULTS_ARMED and later over the unix socket FAULTS_CONTROL, and spoils files for control runs.
import { rmSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { armFailpoints, type FailpointName } from '../../../internal/process/failpoint.ts';
import {
  armedVariable,
  type Arming,
  type ControlAnswer,
  type ControlRequest,
  controlVariable,
  type FaultAction,
  type Sabotage,
  sabotageVariable,
} from './mesh/actions.ts';

type Armed = Arming & { hits: number };

const root = join(import.meta.dirname, '../../..');
const armed: Armed[] = [];
const hits = new Map<FailpointName, number>();

spoil(JSON.parse(process.env[sabotageVariable] ?? '[]') as Sabotage[]);
for (const arming of JSON.parse(process.env[armedVariable] ?? '[]') as Arming[]) arm(arming);
if (process.env[controlVariable]) listen(process.env[controlVariable]);
armFailpoints(pass);

function arm(arming: Arming): void {
  armed.push({ ...arming, hits: 0 });
}

function pass(name: FailpointName): void | Promise<void> {
  hits.set(name, (hits.get(name) ?? 0) + 1);
  let waiting: Promise<void> | undefined;
  for (const point of armed) {
    if (point.at !== name) continue;
    point.hits += 1;
    const { onHit = 1, times = 1 } = point;
    const isDue = point.hits >= onHit && (times === null || point.hits < onHit + times);
    if (isDue) waiting = perform(point.action) ?? waiting;
  }
  return waiting;
}

function perform(action: FaultAction): Promise<void> | undefined {
  switch (action.do) {
    case 'kill':
      if (action.afterMs) setTimeout(die, action.afterMs);
      else die();
      return undefined;
    case 'delay':
      return sleep(action.ms);
    case 'busy': {
      const endMs = performance.now() + action.ms;
      while (performance.now() < endMs);
      return undefined;
    }
    case 'throw':
      throw Object.assign(new Error(action.message ?? 'thrown at a failpoint'), {
        ...(action.errno !== undefined && { errno: action.errno }),
      });
  }
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function listen(path: string): void {
  rmSync(path, { force: true });
  const server = createServer((socket) => serve(socket));
  server.listen(path);
  server.unref();
}

function serve(socket: Socket): void {
  socket.unref();
  socket.on('error', () => undefined);
  createInterface({ input: socket }).on('line', (line) => {
    const { after, ...answer } = obey(JSON.parse(line) as ControlRequest);
    socket.write(`${JSON.stringify(answer satisfies ControlAnswer)}\n`, after);
  });
}

/** What is done to the process itself waits until the answer is on its way. */
function obey(request: ControlRequest): ControlAnswer & { after?: () => void } {
  if ('arm' in request) arm(request.arm);
  else if ('disarm' in request) {
    const kept = armed.filter(({ at }) => request.disarm !== null && at !== request.disarm);
    armed.splice(0, armed.length, ...kept);
  } else if ('hits' in request) return { hits: hits.get(request.hits) ?? 0 };
  else return { after: () => void perform(request.act) };
  return {};
}

/** Files with other words in them, as this process alone sees them. */
function spoil(sabotages: readonly Sabotage[]): void {
  if (sabotages.length === 0) return;
  const byUrl = Map.groupBy(sabotages, ({ file }) => pathToFileURL(join(root, file)).href);
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const wanted = byUrl.get(url);
      if (!wanted || loaded.source === undefined || loaded.source === null) return loaded;
      let source = Buffer.from(loaded.source as Uint8Array).toString();
      for (const { file, find, replace } of wanted) {
        if (source.split(find).length !== 2) throw new Error(`${file} has not once: ${find}`);
        source = source.replace(find, () => replace);
      }
      return { ...loaded, source };
    },
  });
}
