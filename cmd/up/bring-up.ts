import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureCredentials } from '../../internal/home/credentials.ts';
import type { Home } from '../../internal/home/open-home.ts';
import { keepProcessRecord } from '../../internal/home/process-record.ts';
import { writeRunFile } from '../../internal/home/run-file.ts';
import { PersonError } from '../../internal/process/person-error.ts';
import { neededFlavour } from '../../internal/servers/mysql-options.ts';
import { obtainServers } from '../../internal/servers/obtain-servers.ts';
import type { Progress } from '../../internal/servers/progress.ts';
import { childEnv } from './child-env.ts';
import type { MeshFacts } from './child-env.ts';
import type { Running } from './drain.ts';
import { serveMetrics } from './merge-metrics.ts';
import { describeRun, localUrl, meshFacts } from './mesh-facts.ts';
import type { Started } from './mesh-facts.ts';
import { meshSupervisor } from './mesh-supervisor.ts';
import type { Supervise } from './mesh-supervisor.ts';
import { checkNatsUrl } from './read-environment.ts';
import type { Environment } from './read-environment.ts';
import type { UpOptions } from './read-options.ts';
import { keepSpare } from './keep-spare.ts';
import { openDoor } from './open-door.ts';
import { runMigrate } from './run-migrate.ts';
import { allOrFirstError, type Backing, planChildren, startChildren } from './start-mesh.ts';
import type { Programs } from './start-mesh.ts';
import { startPrivateDatabase, startPrivateNats } from './start-servers.ts';

export type BringUpOptions = {
  home: Home;
  environment: Environment;
  up: UpOptions;
  programs: Programs;
  progress: Progress;
  /** Aborted when the start shall be given up or the mesh ends. */
  signal: AbortSignal;
  /** Filled with what was started, also when the start fails. */
  running: Running;
};

const readyzDeadlineMs = 20_000;

/**
 * Starts servers, migrates, starts the processes, and resolves when web says that all is ready;
 * `run.json` stands then, and is written anew whenever something was started again. Throws a
 * PersonError that says why it cannot.
 */
export async function bringUp(options: BringUpOptions): Promise<AsyncDisposable> {
  const { home, environment, up, programs, progress, signal, running } = options;
  const credentials = ensureCredentials(home);
  await using opened = new AsyncDisposableStack();
  const metrics = await openMetrics(environment, progress, running);
  opened.defer(() => closeMetrics(metrics));
  const { port: metricsPort } = metrics.address() as AddressInfo;
  let writeRun = () => {};
  const supervise = meshSupervisor({
    running,
    record: keepProcessRecord(home),
    say: progress.say,
    onRestarted: () => writeRun(),
    signal,
  });
  const servers = await startServers({ ...options, credentials, supervise });
  const started: Started = { home, environment, counts: up, credentials, metricsPort, ...servers };
  const facts = meshFacts(started);
  progress.show('preparing the database');
  await migrate(programs.migrate, started, facts, signal);
  progress.show('starting the processes');
  const relay = backRelay(environment, up, opened);
  await startChildren(planChildren(programs, up), home, facts, supervise, { relay });
  await untilReady(localUrl(environment.HOST, environment.WEB_PORT), signal);
  writeRun = () => {
    if (!signal.aborted) writeRunFile(home, describeRun(started, facts, running));
  };
  writeRun();
  return opened.move();
}

/**
 * When one of several relays dies, the others take who comes; a lone one has its port held and
 * another at hand, unless its sources may change.
 */
function backRelay(
  { HOST, RELAY_PORT }: Environment,
  { relays, watch }: UpOptions,
  opened: AsyncDisposableStack,
): Backing {
  if (relays > 1) return {};
  const door = openDoor(HOST, RELAY_PORT);
  if (door) opened.use(door);
  if (watch) return { door };
  return { door, keepSpare: (spawn) => opened.use(keepSpare(spawn)) };
}

type StartServers = BringUpOptions & {
  credentials: Started['credentials'];
  supervise: Supervise;
};

async function startServers(options: StartServers): Promise<Pick<Started, 'nats' | 'mysql'>> {
  const { home, environment, up, progress, signal, credentials, supervise } = options;
  const wanted = {
    nats: !environment.NATS_URL,
    mysql: !environment.MYSQL_URL && neededFlavour(home.mysql),
  };
  if (environment.NATS_URL) await checkNatsUrl(environment.NATS_URL);
  const { nats, mysql } = await obtainServers({ folder: home.servers, progress, wanted, signal });
  const names = [wanted.nats && `nats-server ${nats!.version}`, wanted.mysql && describe(mysql!)];
  if (wanted.nats || wanted.mysql) progress.show(`starting ${names.filter(Boolean).join(' and ')}`);
  const [natsServers, mysqlServer] = await allOrFirstError<unknown>([
    wanted.nats
      ? startPrivateNats(home, credentials, nats!, up.nats, supervise)
      : Promise.resolve([]),
    wanted.mysql
      ? startPrivateDatabase(home, credentials, mysql!, supervise)
      : Promise.resolve(undefined),
  ]);
  return { nats: natsServers as Started['nats'], mysql: mysqlServer as Started['mysql'] };
}

function describe({ flavour, version }: { flavour: string; version: string }): string {
  return `${flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${version}`;
}

async function migrate(
  script: string,
  { home, mysql }: Started,
  facts: MeshFacts,
  signal: AbortSignal,
): Promise<void> {
  const env = childEnv('migrate', facts, process.env);
  // On a private server the passwords are natter's own: whatever stood there before gives way.
  const args = mysql ? ['--reset-passwords'] : [];
  await runMigrate({ script, args, env, logFile: join(home.logs, 'migrate.log'), signal });
}

/**
 * Listens on METRICS_PORT when somebody set it, else on its default, or on a free port when that is
 * taken. It is held from here on, so that two starts at once cannot choose the same.
 */
async function openMetrics(
  environment: Environment,
  progress: Progress,
  running: Running,
): Promise<Server> {
  const wanted = environment.METRICS_PORT;
  const sources = () => metricsSources(running);
  try {
    return await serveMetrics(wanted, sources);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (process.env.METRICS_PORT) {
      throw new PersonError(`METRICS_PORT: port ${wanted} is already in use; set another port.`);
    }
  }
  const metrics = await serveMetrics(0, sources);
  const { port } = metrics.address() as AddressInfo;
  progress.say(`port ${wanted} is taken; metrics are on port ${port}`);
  return metrics;
}

async function closeMetrics(metrics: Server): Promise<void> {
  metrics.close();
  metrics.closeAllConnections();
  await once(metrics, 'close');
}

function metricsSources(running: Running): { process: string; port: number }[] {
  return Object.values(running).flatMap((stage) =>
    stage.flatMap(({ name, instance }) => {
      const port = instance()?.metricsPort?.();
      return port ? [{ process: name, port }] : [];
    }),
  );
}

async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + readyzDeadlineMs;
  for (;;) {
    signal.throwIfAborted();
    const options = { signal: AbortSignal.timeout(2_000) };
    const response = await fetch(`${url}/readyz`, options).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    if (performance.now() > deadline) {
      throw new PersonError(`${url}/readyz does not say that all is well; look at the logs.`);
    }
    await sleep(50, undefined, { signal });
  }
}
