import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleSubscriptions, subscribeEvent } from '../../internal/bus/events.ts';
import type { AppError } from '../../internal/contract/errors.ts';
import type { Client } from '../../internal/contract/types.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;
let call: Client<'web'>;
let root: { login: string; id: string };
let ada: { login: string; id: string };
const ended: { person: string; logins: string[] | null; reason: string }[] = [];

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  call = await stage.call.web();
  root = await stage.people.signIn(await stage.people.superAdmin());
  ada = await stage.people.signIn(await stage.people.admin({ name: 'Ada' }));
  const relay = await stage.bus('relay');
  subscribeEvent(relay, 'logins', 'loginsEnded', '*', (payload) => void ended.push(payload));
  await settleSubscriptions(relay);
});
afterAll(() => stage[Symbol.asyncDispose]());

const as = ({ login }: { login: string }) => ({ login, address: '10.0.0.7' });
const codeOf = (error: AppError) => error.code;
let made = 0;
const somebody = () => ({
  name: `Somebody ${++made}`,
  email: `somebody-${made}@example.com`,
  password: stage.canaries.password(),
});
const rowOf = async (id: string) => (await stage.sql('SELECT * FROM people WHERE id = ?', [id]))[0];
const lastEntry = async () => (await stage.sql('SELECT * FROM audit ORDER BY id DESC LIMIT 1'))[0];

test('an admin who was added signs in from the moment of being switched on', async () => {
  const grace = { ...somebody(), name: ' Grace Hopper ' };
  const { id } = await call.admins.addAdmin(grace, as(root));
  const signIn = () => call.logins.signIn({ login: grace.email, password: grace.password });
  expect(await signIn().catch(codeOf)).toBe('unauthenticated');
  expect(await call.admins.activateAdmin({ id }, as(root))).toEqual({ active: true });
  const { login } = await signIn();
  expect(login.user).toEqual({ id, name: 'Grace Hopper', role: 'admin', org: 'main' });
  const { people } = await call.admins.listAdmins({}, as(root));
  expect(people.find((person) => person.id === id)).toMatchObject({
    email: grace.email,
    active: true,
    version: 2,
    last_login_at: expect.any(String) as string,
  });
});

test('L11: whoever is switched off is out everywhere at once', async () => {
  const agent = await stage.people.agent();
  const signedIn = await stage.people.signIn(agent);
  await call.agents.deactivateAgent({ id: agent.id }, as(ada));
  await expect
    .poll(() => ended.filter(({ person }) => person === agent.id), { timeout: 5000 })
    .toEqual([{ person: agent.id, logins: null, reason: 'deactivated' }]);
  const relay = await stage.call.relay();
  const attempts = [
    call.logins.readLogin({}, as(signedIn)),
    call.logins.issueToken({}, as(signedIn)),
    call.logins.refresh({ refresh_token: signedIn.refreshToken }),
    call.logins.signIn({ login: agent.email, password: agent.password }),
    call.agents.goOnline({}, as(signedIn)),
    relay.channels.joinChannels({}, as(signedIn)),
  ].map((attempt) => attempt.then(() => 'let in', codeOf));
  expect(await Promise.all(attempts)).toEqual(Array(6).fill('unauthenticated'));
  await call.agents.activateAgent({ id: agent.id }, as(ada));
  expect(await call.logins.readLogin({}, as(signedIn)).catch(codeOf)).toBe('unauthenticated');
});

test('A1: nobody does what another role may do, and each attempt is written down', async () => {
  const agent = await stage.people.signIn(await stage.people.agent());
  const visitor = await stage.people.visitor();
  const target = await stage.people.agent();
  const before = await rowOf(target.id);
  const acts: [string, { login: string }, () => Promise<unknown>][] = [
    ['admins.listAdmins', ada, () => call.admins.listAdmins({}, as(ada))],
    ['admins.addAdmin', ada, () => call.admins.addAdmin(somebody(), as(ada))],
    ['agents.listAgents', root, () => call.agents.listAgents({}, as(root))],
    ['agents.addAgent', root, () => call.agents.addAgent(somebody(), as(root))],
    ['agents.addAgent', agent, () => call.agents.addAgent(somebody(), as(agent))],
    [
      'agents.limitAgent',
      agent,
      () => call.agents.limitAgent({ id: target.id, limit: 50 }, as(agent)),
    ],
    [
      'agents.deactivateAgent',
      agent,
      () => call.agents.deactivateAgent({ id: target.id }, as(agent)),
    ],
    ['admins.activateAdmin', agent, () => call.admins.activateAdmin({ id: ada.id }, as(agent))],
    ['agents.goOnline', ada, () => call.agents.goOnline({}, as(ada))],
    ['audit.listEntries', agent, () => call.audit.listEntries({}, as(agent))],
  ];
  for (const [action, , attempt] of acts) {
    expect([action, await attempt().catch(codeOf)]).toEqual([action, 'forbidden']);
    expect(await lastEntry()).toMatchObject({ action, outcome: 'refused', address: '10.0.0.7' });
  }
  expect(await call.agents.listAgents({}, as(visitor)).catch(codeOf)).toBe('forbidden');
  expect(
    await call.logins
      .changePassword({ current: 'x', password: stage.canaries.password() }, as(visitor))
      .catch(codeOf),
  ).toBe('forbidden');
  expect(await rowOf(target.id)).toEqual(before);
});

test('N7: without a login, or with one made up, nobody acts', async () => {
  const fields = { actor: 'root', role: 'super_admin' };
  const claimed = { ...somebody(), ...fields } as ReturnType<typeof somebody>;
  for (const login of [undefined, 'root', root.id, 'made-up-login']) {
    expect(await call.admins.listAdmins({}, { login }).catch(codeOf)).toBe('unauthenticated');
    expect(await call.admins.addAdmin(somebody(), { login }).catch(codeOf)).toBe('unauthenticated');
  }
  expect(await call.admins.addAdmin(claimed, as(ada)).catch(codeOf)).toBe('forbidden');
});

test('A2: fields that are not asked for change nothing', async () => {
  for (const extra of [{ active: true }, { role: 'admin' }, { id: 'mine' }, { org_id: 'other' }]) {
    const { id } = await call.agents.addAgent({ ...somebody(), ...extra }, as(ada));
    expect(id).not.toBe('mine');
    expect(await rowOf(id)).toMatchObject({ active: 0, role: 'agent', org_id: 'main' });
  }
});

test('A4: people of another organisation, other roles and unknown ids are not there', async () => {
  await stage.people.organisation('elsewhere');
  const foreign = await stage.people.agent({ org: 'elsewhere' });
  const visitor = await stage.people.visitor();
  const admin = await stage.people.admin();
  for (const id of [foreign.id, visitor.id, admin.id, root.id, 'nobody', 'chat-bot']) {
    expect(await call.agents.deactivateAgent({ id }, as(ada)).catch(codeOf)).toBe('not_found');
    expect(await call.agents.activateAgent({ id }, as(ada)).catch(codeOf)).toBe('not_found');
    expect(await call.agents.limitAgent({ id, limit: 1 }, as(ada)).catch(codeOf)).toBe('not_found');
  }
  expect(await rowOf(foreign.id)).toMatchObject({ active: 1, version: 1 });
  const { people } = await call.agents.listAgents({}, as(ada));
  expect(people.map(({ id }) => id)).not.toContain(foreign.id);
});

test('A5: nobody switches himself or a super admin off', async () => {
  const second = await stage.people.superAdmin();
  for (const id of [root.id, second.id]) {
    expect(await call.admins.deactivateAdmin({ id }, as(root)).catch(codeOf)).toBe('forbidden');
  }
  expect(await call.agents.deactivateAgent({ id: ada.id }, as(ada)).catch(codeOf)).toBe(
    'forbidden',
  );
  expect(await rowOf(root.id)).toMatchObject({ active: 1, auth_version: 1 });
});

test('A6: of two who edit one person at once, the second is told', async () => {
  const agent = await stage.people.agent();
  const seen = { id: agent.id, version: 1 };
  await call.agents.deactivateAgent(seen, as(ada));
  expect(await call.agents.activateAgent(seen, as(ada)).catch(codeOf)).toBe('conflict');
  expect(await rowOf(agent.id)).toMatchObject({ active: 0, version: 2 });
  const racers = [1, 2, 3, 4].map(() =>
    call.agents.activateAgent({ id: agent.id, version: 2 }, as(ada)).then(() => 'done', codeOf),
  );
  const results = await Promise.all(racers);
  expect(results.toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'done']);
});

test('L6: an e-mail address is one person’s, whatever its letters look like', async () => {
  const first = somebody();
  await call.agents.addAgent(first, as(ada));
  const taken = { ...somebody(), email: first.email.toUpperCase() };
  const refusal = await call.admins.addAdmin(taken, as(root)).catch((error: AppError) => error);
  expect(refusal).toMatchObject({ code: 'conflict', fields: { email: 'is taken' } });
  const racing = somebody();
  const racers = [1, 2, 3].map(() =>
    call.agents.addAgent(racing, as(ada)).then(() => 'done', codeOf),
  );
  expect((await Promise.all(racers)).toSorted()).toEqual(['conflict', 'conflict', 'done']);
  const lookalike = { ...somebody(), email: 'sоmebody@example.com' };
  expect(await call.agents.addAgent(lookalike, as(ada)).catch(codeOf)).toBe('invalid');
});

test('A3 D4: an admin who is switched off changes nobody afterwards', async () => {
  const agents = await Promise.all([1, 2, 3, 4].map(() => stage.people.agent()));
  const ids = agents.map(({ id }) => id);
  for (let round = 0; round < 10; round++) {
    const admin = await stage.people.admin();
    const { login } = await signInQuietly(admin.id);
    await Promise.all([
      call.admins.deactivateAdmin({ id: admin.id }, as(root)),
      ...ids.map((id) => call.agents.limitAgent({ id, limit: round + 3 }, { login }).catch(codeOf)),
    ]);
    const entries = await stage.sql<{ action: string }>(
      `SELECT action FROM audit WHERE outcome = 'done' AND (actor_id = ? OR target_id = ?)
       ORDER BY id`,
      [admin.id, admin.id],
    );
    expect(entries.at(-1)?.action).toBe('admins.deactivateAdmin');
    const [changed] = await stage.sql<{ n: number }>(
      'SELECT COUNT(*) AS n FROM people WHERE seat_limit = ? AND id IN (?)',
      [round + 3, ids],
    );
    expect(changed?.n).toBe(entries.length - 1);
  }
});

test('an admin who is deleted by hand leaves no broken list and no broken key', async () => {
  const admin = await stage.people.admin();
  const signedIn = await stage.people.signIn(admin);
  await call.agents.addAgent(somebody(), as(signedIn));
  await stage.sql('DELETE FROM people WHERE id = ?', [admin.id]);
  expect(await call.logins.readLogin({}, as(signedIn)).catch(codeOf)).toBe('unauthenticated');
  expect(await call.logins.endLogin({}, as(signedIn))).toEqual({ ended: false });
  const { people } = await call.admins.listAdmins({}, as(root));
  expect(people.map(({ id }) => id)).not.toContain(admin.id);
  const { entries, intact } = await call.audit.listEntries({ filter: admin.email }, as(root));
  expect(entries.length).toBeGreaterThan(0);
  expect(intact).toBe(true);
  expect(await call.admins.activateAdmin({ id: admin.id }, as(root)).catch(codeOf)).toBe(
    'not_found',
  );
});

test('D1: what looks like SQL is text', async () => {
  const payloads = [
    "'; DROP TABLE people; -- ",
    "' OR '1'='1",
    '" OR ""="',
    "\\' OR 1=1 -- ",
    '1; UPDATE people SET role=0x73757065725f61646d696e',
    "admin'/*",
    '%_\\',
    '${7*7}{{7*7}}`id`',
    'UNION SELECT password_hash FROM people',
  ];
  const [before] = await stage.sql("SELECT COUNT(*) AS n FROM people WHERE role = 'super_admin'");
  for (const payload of payloads) {
    const { id } = await call.agents.addAgent({ ...somebody(), name: payload }, as(ada));
    expect(await rowOf(id)).toMatchObject({ name: payload.trim(), active: 0, role: 'agent' });
    expect((await call.logins.startVisitor({ nickname: payload })).user.name).toBe(payload.trim());
    const { entries } = await call.audit.listEntries({ filter: payload }, as(root));
    for (const entry of entries) {
      const text = JSON.stringify(Object.values(entry)).toLowerCase();
      for (const word of payload.toLowerCase().split(/\s+/).filter(Boolean)) {
        expect(text).toContain(JSON.stringify(word).slice(1, -1));
      }
    }
    const device = 'x'.repeat(30);
    for (const attempt of [
      () => call.logins.signIn({ login: payload, password: payload, device }),
      () => call.logins.refresh({ refresh_token: payload }),
      () => call.agents.activateAgent({ id: payload }, as(ada)),
    ]) {
      expect(await attempt().catch(codeOf)).toMatch(/unauthenticated|invalid|rate_limited/);
    }
  }
  expect(await stage.sql("SELECT COUNT(*) AS n FROM people WHERE role = 'super_admin'")).toEqual([
    before,
  ]);
});

test('D8: no list and no answer about people holds a hash', async () => {
  const answers = [
    await call.admins.listAdmins({}, as(root)),
    await call.agents.listAgents({}, as(ada)),
    await call.audit.listEntries({ limit: 200 }, as(root)),
    await call.logins.readLogin({}, as(root)),
  ];
  const text = JSON.stringify(answers);
  expect(stage.canaries.findIn(text)).toEqual([]);
  expect(text.match(/\$argon2|"(password|refresh)_hash":/g)).toBeNull();
});

/** A login as `signIn` makes it, without the cost of the password. */
async function signInQuietly(personId: string): Promise<{ login: string }> {
  const login = `quiet-${personId}`;
  await stage.sql(
    `INSERT INTO logins (id, person_id, auth_version, address, started_at, used_at, expires_at)
     VALUES (?, ?, 1, '', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 1 HOUR)`,
    [login, personId],
  );
  return { login };
}
