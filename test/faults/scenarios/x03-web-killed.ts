import type { FailpointName } from '../../../internal/process/failpoint.ts';
import type { Staff } from '../../../internal/testing/people.ts';
import type { HttpClient } from '../../../web/testing/http-client.ts';
import { until } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { openBrowser, signIn, visit, type Wish } from '../surfing/surf.ts';

const backMs = 2000;

export const webKilled: Scenario[] = [
  scenario({
    id: 'X3',
    title: 'web killed in a sign-in leaves nobody half signed in, and the next try lets them in',
    isShort: false,
    run: dieInSignIn,
  }),
  scenario({
    id: 'X3',
    title: 'web killed while somebody is added: no half user, a repeat is safe, the audit is whole',
    isShort: true,
    run: (stage) => dieInForms(stage, false),
  }),
  scenario({
    id: 'X3',
    title:
      'web killed while somebody is added or switched on: a repeat is safe, the audit is whole',
    isShort: false,
    run: (stage) => dieInForms(stage, true),
  }),
];

async function dieInSignIn(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh();
  const admin = await mesh.people.admin();
  const { email, password } = admin;
  const entry: Wish = { path: '/login', fields: () => ({ email, password }) };
  const places: FailpointName[] = ['web.beforeAct', 'web.afterSignIn', 'web.afterAct'];
  for (const at of places) {
    const client = stage.use(openBrowser(mesh));
    await dieAt(stage, mesh, at, () => visit(client, entry));
    const home: Wish = { path: '/admin/agents' };
    expectStatus(await visit(client, home), 303);
    expectStatus(await visit(client, entry), 303);
    expectStatus(await visit(client, home), 200);
  }
  const [logins] = await mesh.sql<{ n: number }>(
    'SELECT COUNT(*) AS n FROM logins WHERE person_id = ?',
    [admin.id],
  );
  const told = await auditOf(mesh, 'logins.signIn', admin.id);
  if (told.length !== logins!.n) {
    throw new Error(`${logins!.n} logins were made, and ${told.length} stand in the audit log`);
  }
  await expectIntactAudit(mesh);
  await stage.prove(mesh, []);
}

async function dieInForms(stage: FaultStage, alsoSwitching: boolean): Promise<void> {
  const mesh = await stage.startMesh();
  const admin = await mesh.people.admin();
  const client = stage.use(await signIn(mesh, admin));
  const password = 'seven green lamps';
  for (const at of ['web.beforeAct', 'web.afterAct'] as const) {
    const email = `${at.slice(4).toLowerCase()}@example.com`;
    const adding: Wish = {
      path: '/admin/agents',
      fields: () => ({ name: 'Ann', email, password }),
    };
    await dieAt(stage, mesh, at, () => visit(client, adding));
    expectStatus(await visit(client, adding), at === 'web.beforeAct' ? 303 : 422);
    const agent = await findPerson(mesh, email);
    const switching: Wish = { path: `/admin/agents/${agent.id}/activate`, fields: () => ({}) };
    if (alsoSwitching) await dieAt(stage, mesh, at, () => visit(client, switching));
    expectStatus(await visit(client, switching), 303);
    await expectWhole(stage, mesh, client, { ...agent, email, password });
  }
  await expectIntactAudit(mesh);
  await stage.prove(mesh, []);
}

/** Web ends itself there while it is asked; gives nothing until it answers again. */
async function dieAt(
  stage: FaultStage,
  mesh: Mesh,
  at: FailpointName,
  ask: () => ReturnType<typeof visit>,
): Promise<void> {
  stage.note(`web dies at ${at}`);
  const { ended } = await mesh.web.arm({ at, action: { do: 'kill' } });
  expectStatus(await ask(), 0);
  await ended;
  const sinceMs = performance.now();
  const client = stage.use(openBrowser(mesh));
  const isBack = async () => (await visit(client, { path: '/readyz' })).status === 200;
  await until(isBack, 'web is ready again');
  const tookMs = performance.now() - sinceMs;
  stage.figure('web is ready again', tookMs, 'ms');
  stage.history.recoveries.push({
    what: `web died at ${at}`,
    tookMs,
    limitMs: backMs * stage.patience,
  });
}

async function findPerson(mesh: Mesh, email: string): Promise<Pick<Staff, 'id' | 'name'>> {
  const people = await mesh.sql<{ id: string; name: string }>(
    'SELECT id, name FROM people WHERE email = ?',
    [email],
  );
  if (people.length !== 1) throw new Error(`${email} stands ${people.length} times`);
  return people[0]!;
}

/** Somebody who is listed once, can sign in, and whose every change stands in the audit log. */
async function expectWhole(
  stage: FaultStage,
  mesh: Mesh,
  admin: HttpClient,
  agent: Pick<Staff, 'id' | 'email' | 'password'>,
): Promise<void> {
  const list = await visit(admin, { path: '/admin/agents' });
  expectStatus(list, 200);
  if (!list.text.includes(agent.email)) throw new Error(`${agent.email} is not listed`);
  stage.use(await signIn(mesh, agent as Staff));
  for (const action of ['agents.addAgent', 'agents.activateAgent']) {
    const entries = await auditOf(mesh, action, agent.id);
    if (entries.length !== 1) throw new Error(`${action} stands ${entries.length} times`);
  }
}

/** Entries about somebody, or by them. */
function auditOf(mesh: Mesh, action: string, person: string): Promise<object[]> {
  return mesh.sql(
    `SELECT id FROM audit WHERE action = ? AND outcome = 'done'
       AND (target_id = ? OR (target_id IS NULL AND actor_id = ?))`,
    [action, person, person],
  );
}

async function expectIntactAudit(mesh: Mesh): Promise<void> {
  const reader = await mesh.people.superAdmin();
  const { login } = await mesh.people.signIn(reader);
  const { audit } = await mesh.call();
  const { intact } = await audit.listEntries({ limit: 100 }, { login });
  if (!intact) throw new Error('the audit log was changed');
}

function expectStatus({ what, status }: Awaited<ReturnType<typeof visit>>, wanted: number): void {
  if (status !== wanted) throw new Error(`${what} was answered ${status}, not ${wanted}`);
}
