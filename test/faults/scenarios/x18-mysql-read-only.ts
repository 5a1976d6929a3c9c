import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpClient } from '../../../web/testing/http-client.ts';
import { until } from '../harness/clients/room.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { openBrowser, signIn, visit, type Wish } from '../surfing/surf.ts';

const recoveryMs = 10_000;
/** A relay tries a batch for 10 s before it says that it cannot be stored. */
const shedMs = 15_000;

export const mysqlReadOnly: Scenario[] = [
  scenario({
    id: 'X18',
    title: 'a read-only MySQL sheds forms as 503, reads live, all flows within 10 s by itself',
    isShort: true,
    run: (stage) => refuseWrites(stage, false),
  }),
  scenario({
    id: 'X18',
    title: 'a read-only MySQL sheds messages as unavailable, and they are stored when it writes',
    isShort: false,
    run: (stage) => refuseWrites(stage, true),
  }),
];

async function refuseWrites(stage: FaultStage, waitsForRefusal: boolean): Promise<void> {
  const mesh = await stage.startMesh();
  const admin = await mesh.people.admin();
  const client = stage.use(await signIn(mesh, admin));
  const room = await stage.openRoom(mesh);
  room.say();
  await stage.converge([room], { what: 'the beginning', limitMs: recoveryMs });
  // So that its next use is worth noting.
  await mesh.sql('UPDATE logins SET used_at = used_at - INTERVAL 5 MINUTE');
  stage.note('MySQL is read-only');
  await mesh.sql('SET GLOBAL read_only = 1');
  const shed = room.say('a message that cannot be stored now');
  for (const path of ['/admin/agents', '/account/password', '/chat', '/readyz']) {
    await expectStatus(client, { path }, 200);
  }
  const stranger = stage.use(openBrowser(mesh));
  const { email, password } = admin;
  await expectStatus(stranger, { path: '/login', fields: () => ({ email, password }) }, 503);
  const ann = { name: 'Ann', email: 'ann@example.com', password: 'seven green lamps' };
  const adding = { path: '/admin/agents', fields: () => ann };
  await expectStatus(client, adding, 503);
  if (waitsForRefusal) {
    const { refusals } = room.visitor.log;
    const isShed = () =>
      refusals.some(({ cid, code }) => cid === shed.cid && code === 'unavailable');
    await until(isShed, 'the message is refused as unavailable', shedMs * stage.patience);
  }
  await sleep(100);
  stage.note('MySQL takes writes again');
  await mesh.sql('SET GLOBAL read_only = 0');
  const tookMs = await stage.converge([room], { what: 'read-only', limitMs: recoveryMs });
  if (tookMs !== null) stage.figure('messages flow after read-only', tookMs, 'ms');
  await expectStatus(client, adding, 303);
  await stage.prove(mesh, [room]);
}

async function expectStatus(client: HttpClient, wish: Wish, wanted: number): Promise<void> {
  const { what, status } = await visit(client, wish);
  if (status !== wanted) throw new Error(`${what} was answered ${status}, not ${wanted}`);
}
