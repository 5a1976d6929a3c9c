import type { FailpointName } from '../../../internal/process/failpoint.ts';
import { enter } from '../../../internal/testing/rooms.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { openBrowser, signIn, visit, type Wish } from '../surfing/surf.ts';

const recoveryMs = 5000;

export const thrownAnywhere: Scenario[] = [
  scenario({
    id: 'X35',
    title:
      'what is thrown in any handler is one clear error for who asked, and nobody else sees it',
    isShort: true,
    run: throwInHandlers,
  }),
  scenario({
    id: 'X35',
    title: 'whatever is thrown while a batch is stored, its messages are stored, once, within 5 s',
    isShort: false,
    run: throwInBatches,
  }),
];

async function throwInHandlers(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh();
  const pids = pidsOf(mesh);
  await throwInWeb(stage, mesh);
  await throwInRelay(mesh);
  await throwInDbmgr(stage, mesh);
  const room = await stage.openRoom(mesh);
  room.say();
  await stage.converge([room], { what: 'the throws', limitMs: recoveryMs });
  if (pidsOf(mesh) !== pids) throw new Error('a process ended');
  await stage.prove(mesh, [room]);
}

async function throwInBatches(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh();
  const pids = pidsOf(mesh);
  const room = await stage.openRoom(mesh);
  for (const at of batchPlaces) {
    stage.note(`something is thrown at ${at}`);
    const owner = at.startsWith('relay') ? mesh.relay : mesh.dbmgr;
    await owner.arm({ at, action: { do: 'throw' } });
    room.say();
    await stage.converge([room], { what: `a throw at ${at}`, limitMs: recoveryMs });
  }
  if (pidsOf(mesh) !== pids) throw new Error('a process ended');
  await stage.prove(mesh, [room]);
}

function pidsOf(mesh: Mesh): string {
  return String(mesh.processes().map(({ pid }) => pid));
}

/** Whatever a batch of messages passes: the message is stored all the same, once. */
const batchPlaces: FailpointName[] = [
  'relay.beforeBatch',
  'relay.afterBatch',
  'dbmgr.operation',
  'dbmgr.afterReceive',
  'dbmgr.beforeCommit',
  'dbmgr.afterCommit',
  'dbmgr.beforeAck',
  'sql.beforeStatement',
  'sql.beforeCommit',
  'sql.afterCommit',
];

async function throwInWeb(stage: FaultStage, mesh: Mesh): Promise<void> {
  const admin = await mesh.people.admin();
  const { email, password } = admin;
  const client = stage.use(await signIn(mesh, admin));
  const form: Wish = { path: '/login', fields: () => ({ email, password }) };
  const cases: [FailpointName, Wish][] = [
    ['web.request', { path: '/chat' }],
    ['web.request', { path: '/healthz' }],
    ['web.request', { path: '/admin/agents' }],
    ['web.beforeAct', form],
    ['web.afterSignIn', form],
    ['web.afterAct', form],
  ];
  for (const [at, wish] of cases) {
    await mesh.web.arm({ at, action: { do: 'throw', message: 'a secret of the house' } });
    const failed = await visit(client, wish);
    expectFailure(failed.what, failed.status, failed.text, 'This did not work');
    const { what, status } = await visit(client, wish);
    if (status >= 400) throw new Error(`${what} is still answered ${status}`);
  }
  await mesh.web.arm({ at: 'web.request', action: { do: 'throw' } });
  const program = stage.use(openBrowser(mesh));
  const { status, text } = await program.json('/v1/chat/session', {});
  expectFailure('a program', status, text, '"code":"internal"');
}

async function throwInDbmgr(stage: FaultStage, mesh: Mesh): Promise<void> {
  const admin = await mesh.people.admin();
  const client = stage.use(await signIn(mesh, admin));
  const ann = { name: 'Ann', email: 'ann@example.com', password: 'seven green lamps' };
  const cases: [FailpointName, Wish][] = [
    ['dbmgr.operation', { path: '/admin/agents' }],
    ['sql.beforeStatement', { path: '/admin/agents' }],
    ['sql.beforeCommit', { path: '/admin/agents', fields: () => ann }],
  ];
  for (const [at, wish] of cases) {
    const action = { do: 'throw', message: 'a secret of the house' } as const;
    // All, so that none of what runs in the background can take it away.
    await mesh.dbmgr.arm({ at, action, times: null });
    const { what, status, text } = await visit(client, wish);
    await mesh.dbmgr.disarm();
    expectFailure(what, status, text, 'This did not work');
  }
  const people = await mesh.sql('SELECT id FROM people WHERE email = ?', [ann.email]);
  if (people.length > 0) throw new Error('half of a failed transaction stayed');
}

async function throwInRelay(mesh: Mesh): Promise<void> {
  const visitor = await mesh.people.visitor();
  using socket = await enter(mesh.relayUrl, visitor.token);
  const frames = [
    { op: 'start', with: 'person' },
    { op: 'open', channel_id: 'none', after: 0 },
  ];
  for (const frame of frames) {
    await mesh.relay.arm({ at: 'relay.frame', action: { do: 'throw' } });
    const before = socket.received.length;
    socket.send(frame);
    const error = await socket.next('error');
    if (error['code'] !== 'internal' || error['of'] !== frame.op) {
      throw new Error(`${frame.op} was answered ${JSON.stringify(error)}`);
    }
    socket.send({ op: 'start', with: 'person' });
    await socket.next('started');
    const errors = socket.received.slice(before).filter(({ op }) => op === 'error');
    if (errors.length !== 1) throw new Error(`${errors.length} errors for one frame`);
  }
}

function expectFailure(what: string, status: number, text: string, words: string): void {
  if (status !== 500) throw new Error(`${what} was answered ${status}, not 500`);
  if (!text.includes(words)) throw new Error(`${what} was answered without "${words}"`);
  if (text.includes('secret of the house')) throw new Error(`${what} shows what was thrown`);
}
