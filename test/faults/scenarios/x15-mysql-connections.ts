import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpClient } from '../../../web/testing/http-client.ts';
import type { Room } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { connectRoot, killConnections } from '../surfing/mysql-root.ts';
import { signIn, strangeIn, surf, type Surfer, visit } from '../surfing/surf.ts';

const recoveryMs = 10_000;
const killEveryMs = 200;

export const mysqlConnections: Scenario[] = [
  scenario({
    id: 'X15',
    title: 'every connection killed each 200 ms for 2 s: requests succeed or are 503, no wedge',
    isShort: true,
    run: (stage) => killConnectionsUnderLoad(stage, 2000),
  }),
  scenario({
    id: 'X15',
    title: 'every connection killed each 200 ms for 20 s: requests succeed or are 503, no wedge',
    isShort: false,
    run: (stage) => killConnectionsUnderLoad(stage, 20_000),
  }),
  scenario({
    id: 'X15',
    title: 'too many connections for 5 s: requests succeed or are 503, and flow within 10 s after',
    isShort: false,
    run: crowdOut,
  }),
  scenario({
    id: 'X15',
    title: 'MySQL restarted 3 times under load: requests succeed or are 503, flow within 10 s',
    isShort: false,
    run: restartUnderLoad,
  }),
];

async function killConnectionsUnderLoad(stage: FaultStage, forMs: number): Promise<void> {
  const begun = await begin(stage);
  const { mesh } = begun;
  await using root = await connectRoot(mesh);
  stage.note(`connections are killed every ${killEveryMs} ms`);
  const endMs = performance.now() + forMs;
  let killed = 0;
  while (performance.now() < endMs) {
    // So that some die in the midst of a statement.
    await root.query('BEGIN');
    await root.query('SELECT id FROM channels FOR UPDATE').catch(() => undefined);
    await sleep(killEveryMs / 2);
    killed += await killConnections(root);
    await root.query('ROLLBACK');
    await sleep(killEveryMs / 2);
  }
  stage.figure('connections killed', killed, '');
  await finish(stage, begun);
}

async function crowdOut(stage: FaultStage): Promise<void> {
  const begun = await begin(stage);
  const { mesh } = begun;
  await using root = await connectRoot(mesh);
  const [usual] = await mesh.sql<{ most: number }>('SELECT @@max_connections AS most');
  stage.note('the server takes 10 connections, and all are taken');
  await root.query('SET GLOBAL max_connections = 10');
  await using crowd = new AsyncDisposableStack();
  let hasRoom = true;
  while (hasRoom || (await killConnections(root)) > 0) {
    hasRoom = await connectRoot(mesh).then(
      (one) => crowd.use(one) !== null,
      () => false,
    );
  }
  stage.note('nobody of the mesh is let in');
  await sleep(5000);
  await crowd.disposeAsync();
  await root.query(`SET GLOBAL max_connections = ${usual!.most}`);
  stage.note('there is room again');
  await finish(stage, begun);
}

async function restartUnderLoad(stage: FaultStage): Promise<void> {
  const begun = await begin(stage);
  const { mesh, rooms } = begun;
  for (let time = 1; time <= 3; time++) {
    await sleep(stage.random.int(200, 1000));
    stage.note('MySQL is told to end, and comes back');
    await mesh.mysql.term({ downMs: stage.random.pick([0, 1000]) });
    await mesh.mysql.ready();
    const what = `MySQL was restarted, time ${time}`;
    const tookMs = await stage.converge(rooms, { what, limitMs: recoveryMs });
    if (tookMs !== null) stage.figure('sends flow after the restart', tookMs, 'ms');
  }
  await finish(stage, begun);
}

const pages = [{ path: '/admin/agents' }, { path: '/account/password' }, { path: '/chat' }];

type Begun = {
  mesh: Mesh;
  client: HttpClient;
  rooms: Room[];
  surfer: Surfer;
  /** Nobody writes any more. */
  stop: () => void;
};

async function begin(stage: FaultStage): Promise<Begun> {
  const mesh = await stage.startMesh();
  const admin = await mesh.people.admin();
  const client = stage.use(await signIn(mesh, admin));
  const rooms = await Promise.all([1, 2].map(() => stage.openRoom(mesh)));
  const stops = rooms.map((room) => room.speak());
  const surfer = surf(client, pages, 30);
  return { mesh, client, rooms, surfer, stop: () => stops.forEach((stop) => stop()) };
}

async function finish(stage: FaultStage, begun: Begun): Promise<void> {
  const { mesh, client, rooms, surfer, stop } = begun;
  stop();
  const tookMs = await stage.converge(rooms, { what: 'the end', limitMs: recoveryMs });
  if (tookMs !== null) stage.figure('all is stored and shown', tookMs, 'ms');
  const visits = await surfer.stop();
  const refused = visits.filter(({ status }) => status === 503).length;
  stage.figure('pages', visits.length, `asked for, ${refused} of them answered 503`);
  const strange = strangeIn(visits, [200, 503]);
  const codes = stage.history.clients.flatMap(({ refusals }) => refusals.map(({ code }) => code));
  strange.push(...new Set(codes.filter((code) => code !== 'unavailable')));
  if (strange.length > 0) throw new Error(`neither done nor unavailable: ${strange.join('; ')}`);
  for (const { path } of pages) {
    const { status, what } = await visit(client, { path });
    if (status !== 200) throw new Error(`${what} is still answered ${status}`);
  }
  await stage.prove(mesh, rooms);
}
