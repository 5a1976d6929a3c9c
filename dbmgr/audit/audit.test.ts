import { expect, test } from 'vitest';
import type { Client } from '../../internal/contract/types.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

type Scene = AsyncDisposable & { stage: Stage; call: Client<'web'>; login: string };

/** A super admin who has added four admins. */
async function openScene(): Promise<Scene> {
  const stage = await openStage();
  await stage.startDbmgr();
  const call = await stage.call.web();
  const { login } = await stage.people.signIn(await stage.people.superAdmin({ name: 'Root' }));
  for (const name of ['Ada', 'Grace', 'Mary', 'Katherine']) {
    const email = `${name.toLowerCase()}@example.com`;
    const given = { name, email, password: stage.canaries.password() };
    await call.admins.addAdmin(given, { login, address: '192.0.2.7', requestId: `add-${name}` });
  }
  return { stage, call, login, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

test('A10: every act stands in the log: who, what, whom, when, from where', async () => {
  await using scene = await openScene();
  const { entries, intact } = await scene.call.audit.listEntries({}, scene);
  expect(intact).toBe(true);
  expect(entries.map(({ action }) => action)).toEqual([
    ...Array<string>(4).fill('admins.addAdmin'),
    'logins.signIn',
  ]);
  expect(entries[0]).toMatchObject({
    actor: 'Root <super-admin-1@example.com>',
    actor_role: 'super_admin',
    address: '192.0.2.7',
    target: 'Katherine <katherine@example.com>',
    outcome: 'done',
  });
  const [row] = await scene.stage.sql("SELECT * FROM audit WHERE request_id = 'add-Katherine'");
  expect(row).toMatchObject({ action: 'admins.addAdmin' });
});

test('A10: entries are found by words and turned over by pages', async () => {
  await using scene = await openScene();
  const list = (input: object) => scene.call.audit.listEntries(input, scene);
  const found = await list({ filter: 'GRACE addadmin' });
  expect(found.entries.map(({ target }) => target)).toEqual(['Grace <grace@example.com>']);
  expect((await list({ filter: '%' })).entries).toEqual([]);
  const first = await list({ limit: 2 });
  const second = await list({ limit: 2, before: first.entries.at(-1)!.id });
  const third = await list({ limit: 2, before: second.entries.at(-1)!.id });
  const all = [first, second, third];
  expect(all.flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual([5, 4, 3, 2, 1]);
  expect(all.map(({ intact }) => intact)).toEqual([true, true, true]);
});

test.each([
  ['changed', "UPDATE audit SET target = 'Eve <eve@example.com>' WHERE id = 3"],
  ['moved to another hand', "UPDATE audit SET actor = 'Ada' WHERE id = 2"],
  ['made a success', "UPDATE audit SET outcome = 'refused' WHERE id = 4"],
  ['given another time', 'UPDATE audit SET at = at + INTERVAL 1 SECOND WHERE id = 2'],
  ['taken out of the middle', 'DELETE FROM audit WHERE id = 3'],
  ['taken from the start', 'DELETE FROM audit WHERE id = 1'],
  ['cut off at the end', 'DELETE FROM audit WHERE id = 5'],
  [
    'put between',
    `INSERT INTO audit (org_id, at, actor, actor_role, address, action, target, outcome, detail,
       previous_hash, hash) SELECT org_id, at, 'Eve', actor_role, address, action, target, outcome,
       detail, previous_hash, hash FROM audit WHERE id = 5`,
  ],
])('A10: an entry that was %s shows', async (_what, tampering) => {
  await using scene = await openScene();
  await scene.stage.sql(tampering);
  expect((await scene.call.audit.listEntries({}, scene)).intact).toBe(false);
});

test('A10: no name forges a line or turns the reading around', async () => {
  await using scene = await openScene();
  const { stage, call, login } = scene;
  const forged = 'Eve\r\n2026-01-01 Root removed Ada\u202e\u2028\u001b[2J';
  await stage.sql("UPDATE people SET name = ? WHERE role = 'super_admin'", [forged]);
  const [ada] = await stage.sql<{ id: string }>("SELECT id FROM people WHERE name = 'Ada'");
  await call.admins.activateAdmin({ id: ada!.id }, { login });
  const { entries, intact } = await call.audit.listEntries({ limit: 1 }, { login });
  expect(entries[0]!.actor).toBe(
    'Eve��2026-01-01 Root removed Ada���[2J <super-admin-1@example.com>',
  );
  expect(intact).toBe(true);
});

test('A10: acts at the same time make one chain', async () => {
  await using scene = await openScene();
  const { stage, call, login } = scene;
  const people = await stage.sql<{ id: string }>("SELECT id FROM people WHERE role = 'admin'");
  const acts = Array.from({ length: 5 }, () =>
    people.flatMap(({ id }) => [
      call.admins.activateAdmin({ id }, { login }),
      call.admins.deactivateAdmin({ id }, { login }),
    ]),
  );
  await Promise.all(acts.flat());
  expect((await call.audit.listEntries({ limit: 200 }, { login })).intact).toBe(true);
});

test('D9: the log answers from an index however long it is', async () => {
  await using scene = await openScene();
  const plan = await scene.stage.sql(
    `EXPLAIN FORMAT=TRADITIONAL
      SELECT * FROM audit WHERE org_id = ? AND id < 5 ORDER BY id DESC LIMIT 50`,
    ['main'],
  );
  expect(plan[0]).toMatchObject({ key: 'PRIMARY' });
});
