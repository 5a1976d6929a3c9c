import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleSubscriptions, subscribeEvent } from '../../internal/bus/events.ts';
import type { AppError } from '../../internal/contract/errors.ts';
import type { Client } from '../../internal/contract/types.ts';
import type { Staff } from '../../internal/testing/people.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { sweepLogins } from './sweep.ts';
import { openDatabase } from '../database/open-database.ts';

let stage: Stage;
let call: Client<'web'>;
const ended: { person: string; logins: string[] | null; reason: string }[] = [];

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  call = await stage.call.web();
  const relay = await stage.bus('relay');
  subscribeEvent(relay, 'logins', 'loginsEnded', '*', (payload) => void ended.push(payload));
  await settleSubscriptions(relay);
});
afterAll(() => stage[Symbol.asyncDispose]());

const codeOf = (error: AppError) => error.code;
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
const heardOf = (person: string) => () => ended.filter((event) => event.person === person);
const soon = { timeout: 5000 };

test('S2: a new password ends every other login and keeps the one that changed it', async () => {
  const agent = await stage.people.agent();
  const here = await stage.people.signIn(agent);
  const there = await stage.people.signIn(agent);
  const password = stage.canaries.password();
  const { login } = await call.logins.changePassword(
    { current: agent.password, password },
    { login: here.login },
  );
  expect(login).toMatchObject({ id: here.login, auth_version: 2 });
  expect(await call.logins.readLogin({}, { login: here.login })).toMatchObject({ auth_version: 2 });
  expect(await call.logins.readLogin({}, { login: there.login }).catch(codeOf)).toBe(
    'unauthenticated',
  );
  const refresh = { refresh_token: there.refreshToken };
  expect(await call.logins.refresh(refresh).catch(codeOf)).toBe('unauthenticated');
  await expect
    .poll(heardOf(agent.id), soon)
    .toEqual([{ person: agent.id, logins: [there.login], reason: 'password_changed' }]);
  const { token } = await call.logins.issueToken({}, { login: here.login });
  expect(claimsOf(stage.canaries.note(token, 'a token'))).toMatchObject({ av: 2 });
  await stage.people.signIn({ ...agent, password });
});

test('L2: guessing the current password of a session that was left open is slow', async () => {
  const admin = await stage.people.admin();
  const { login } = await stage.people.signIn(admin);
  const codes: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    if (i === 3)
      await stage.sql('UPDATE login_failures SET blocked_until = NOW() + INTERVAL 1 DAY');
    const given = { current: stage.canaries.password(), password: stage.canaries.password() };
    codes.push(await call.logins.changePassword(given, { login }).catch(codeOf));
  }
  expect(codes).toEqual(['forbidden', 'forbidden', 'forbidden', 'rate_limited']);
});

test('a new password that anybody would try is refused with the reason', async () => {
  const admin = await stage.people.admin({ name: 'Grace Hopper' });
  const { login } = await stage.people.signIn(admin);
  const reasons: Record<string, RegExp> = {
    short: /shorter than 12/,
    'Password1234!': /tried first/,
    GraceHopper1: /made of your name/,
  };
  for (const [password, reason] of Object.entries(reasons)) {
    const refusal = await call.logins
      .changePassword({ current: admin.password, password }, { login })
      .catch((error: AppError) => error);
    expect(refusal).toMatchObject({
      code: 'invalid',
      fields: { password: expect.stringMatching(reason) as string },
    });
  }
});

test('two changes of a password at once: one wins', async () => {
  const admin = await stage.people.admin();
  const { login } = await stage.people.signIn(admin);
  const change = () =>
    call.logins
      .changePassword({ current: admin.password, password: stage.canaries.password() }, { login })
      .then(() => 'changed', codeOf);
  const results = await Promise.all([change(), change(), change()]);
  expect(results.toSorted()).toEqual(['changed', 'forbidden', 'forbidden']);
});

test('signing out ends this login and no other, and twice is once', async () => {
  const admin = await stage.people.admin();
  const here = await stage.people.signIn(admin);
  const there = await stage.people.signIn(admin);
  expect(await call.logins.endLogin({}, { login: here.login })).toEqual({ ended: true });
  expect(await call.logins.endLogin({}, { login: here.login })).toEqual({ ended: false });
  expect(await call.logins.endLogin({}, { login: 'never-there' })).toEqual({ ended: false });
  expect(await call.logins.endLogin({})).toEqual({ ended: false });
  expect(await call.logins.readLogin({}, { login: here.login }).catch(codeOf)).toBe(
    'unauthenticated',
  );
  await call.logins.readLogin({}, { login: there.login });
  await expect
    .poll(heardOf(admin.id), soon)
    .toEqual([{ person: admin.id, logins: [here.login], reason: 'signed_out' }]);
});

test('S3: an idle login ends after twelve hours, a used one after seven days', async () => {
  const admin = await stage.people.admin();
  const { login } = await stage.people.signIn(admin);
  await age(login, 11);
  await call.logins.readLogin({}, { login });
  await age(login, 11);
  await call.logins.readLogin({}, { login });
  await age(login, 12);
  expect(await call.logins.readLogin({}, { login }).catch(codeOf)).toBe('unauthenticated');

  const busy = await stage.people.signIn(admin);
  for (let hours = 0; hours < 165; hours += 11) {
    await age(busy.login, 11);
    await call.logins.readLogin({}, { login: busy.login });
  }
  await age(busy.login, 4);
  expect(await call.logins.readLogin({}, { login: busy.login }).catch(codeOf)).toBe(
    'unauthenticated',
  );
});

test('R6: a relay learns which of its logins are dead', async () => {
  const relay = await stage.call.relay();
  const alive = await stage.people.signIn(await stage.people.agent());
  const gone = await stage.people.agent();
  const dead: string[] = [];
  for (const change of [
    'UPDATE people SET active = FALSE WHERE id = ?',
    'UPDATE people SET active = TRUE, auth_version = auth_version + 1 WHERE id = ?',
    'DELETE FROM people WHERE id = ?',
  ]) {
    dead.push((await stage.people.signIn(gone)).login);
    await stage.sql(change, [gone.id]);
    if (!change.startsWith('DELETE')) {
      await stage.sql('UPDATE people SET active = TRUE WHERE id = ?', [gone.id]);
    }
    if (change.includes('FALSE')) dead.pop();
  }
  const visitor = await stage.people.visitor();
  const logins = [alive.login, ...dead, visitor.login, 'never-there'];
  const answer = await relay.logins.renewLeases({ logins });
  expect(answer.dead).toEqual([...dead, 'never-there']);
  expect(await relay.logins.renewLeases({ logins: [] })).toEqual({ dead: [] });
  const strangers = Array.from({ length: 1999 }, (_, i) => `stranger-${i}`);
  const many = await relay.logins.renewLeases({ logins: [...strangers, alive.login] });
  expect(many.dead).toEqual(strangers);
});

test('W3: a visitor’s secret is stored hashed and opens no other door', async () => {
  const ada = await stage.people.visitor('Ada');
  const [row] = await stage.sql('SELECT hash FROM refresh_tokens WHERE login_id = ?', [ada.login]);
  expect(row?.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(Buffer.from(ada.refreshToken, 'base64url').length).toBe(32);
  const again = await call.logins.refresh({ refresh_token: ada.refreshToken });
  stage.canaries.note(again.token, 'a token');
  expect(again.user).toEqual({ id: ada.id, name: 'Ada', role: 'user', org: 'main' });
  expect(claimsOf(again.token)).toMatchObject({ sub: ada.id, lid: ada.login, role: 'user' });
  for (const guess of ['', 'x', `${ada.refreshToken}x`, String(row?.hash)]) {
    expect(await call.logins.refresh({ refresh_token: guess }).catch(codeOf)).toBe(
      'unauthenticated',
    );
  }
});

test('W1: a typed name is a name and opens nobody else’s history', async () => {
  const agent = await stage.people.agent({ name: 'Real Customer' });
  const visitor = await stage.people.visitor('Real Customer');
  expect(visitor.id).not.toBe(agent.id);
  const unnamed = await call.logins.startVisitor({});
  expect(unnamed.user.name).toMatch(/^Guest \d{4}$/);
  expect(await call.logins.startVisitor({ org: 'elsewhere' }).catch(codeOf)).toBe('not_found');
  expect(await call.logins.startVisitor({ nickname: ' \u202e ' }).catch(codeOf)).toBe('invalid');
});

test('what nobody can use any more is swept away', async () => {
  const admin: Staff = await stage.people.admin();
  const kept = await stage.people.signIn(admin);
  const expired = await stage.people.signIn(admin);
  await age(expired.login, 200);
  await stage.sql(
    `INSERT INTO login_failures VALUES ('old', 9, NOW() - INTERVAL 2 HOUR, NULL),
     ('new', 1, UTC_TIMESTAMP(3), NULL)`,
  );
  const db = openDatabase({ url: stage.database.urls.main, connections: 1 });
  await sweepLogins({ db, now: () => new Date() });
  await db.destroy();
  const logins = await stage.sql('SELECT id FROM logins WHERE person_id = ?', [admin.id]);
  expect(logins).toEqual([{ id: kept.login }]);
  const buckets = await stage.sql(
    "SELECT bucket FROM login_failures WHERE bucket IN ('old', 'new')",
  );
  expect(buckets).toEqual([{ bucket: 'new' }]);
});

/** As if everything about this login had happened that many hours earlier. */
async function age(login: string, hours: number): Promise<void> {
  await stage.sql(
    `UPDATE logins SET started_at = started_at - INTERVAL ? HOUR,
     used_at = used_at - INTERVAL ? HOUR, expires_at = expires_at - INTERVAL ? HOUR WHERE id = ?`,
    [hours, hours, hours, login],
  );
}
