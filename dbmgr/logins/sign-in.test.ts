import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppError } from '../../internal/contract/errors.ts';
import type { Client } from '../../internal/contract/types.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import type { StartedDbmgr } from '../../internal/testing/starters.ts';

let stage: Stage;
let dbmgr: StartedDbmgr;
let call: Client<'web'>;

beforeAll(async () => {
  stage = await openStage();
  dbmgr = await stage.startDbmgr();
  call = await stage.call.web();
});
afterAll(() => stage[Symbol.asyncDispose]());

const checks = () => dbmgr.metrics.total('natter_password_checks_total');
const wrong = () => stage.canaries.password();
let lastAddress = 0;
const somewhere = () => `10.2.${Math.floor(++lastAddress / 250)}.${lastAddress % 250}`;

type Try = { login: string; password: string; device?: string };

async function refusalOf(given: Try, address = somewhere()): Promise<AppError> {
  const refusal = (error: AppError) => error;
  const answer = await call.logins.signIn(given, { address }).catch(refusal);
  if ('login' in answer) throw new Error('signed in');
  return answer;
}

test('L12: a fresh install has nobody who could sign in', async () => {
  const rows = await stage.sql('SELECT role, password_hash FROM people ORDER BY role');
  expect(rows.filter((row) => row.password_hash !== null)).toEqual([]);
  expect(new Set(rows.map((row) => row.role))).toEqual(new Set(['automation']));
});

test('L1: wrong, unknown, inactive and unusable look alike and cost one check', async () => {
  const active = await stage.people.agent();
  const inactive = await stage.people.agent({ active: false });
  await stage.sql("UPDATE people SET email = 'bot@example.com' WHERE id = 'chat-bot'");
  const tries: Try[] = [
    { login: active.email, password: wrong() },
    { login: 'nobody@example.com', password: wrong() },
    { login: inactive.email, password: inactive.password },
    { login: inactive.email, password: wrong() },
    { login: 'bot@example.com', password: wrong() },
    { login: 'no address at all', password: wrong() },
    { login: '', password: '' },
  ];
  for (const given of tries) {
    const before = await checks();
    const { code, message, fields, retryMs } = await refusalOf(given);
    expect({ code, message, fields, retryMs }).toEqual({
      code: 'unauthenticated',
      message: 'Name or password is wrong.',
      fields: undefined,
      retryMs: undefined,
    });
    expect(await checks()).toBe(before + 1);
  }
});

test('L6: an address has one canonical form, and what only looks like it is another', async () => {
  const { email, password } = await stage.people.admin({ email: 'admin@example.com' });
  for (const typed of ['ADMIN@Example.COM', ' admin@example.com ', 'ａdmin@example.com']) {
    const { login } = await call.logins.signIn({ login: typed, password });
    expect(login.user.role).toBe('admin');
  }
  for (const typed of [
    'ádmin@example.com',
    'аdmin@example.com',
    'admin@example.com.',
    email + '\0',
  ]) {
    expect(await refusalOf({ login: typed, password })).toMatchObject({ code: 'unauthenticated' });
  }
});

test('L5: a password that is only nearly the same is wrong', async () => {
  const { email, password } = await stage.people.agent();
  for (const typed of [`${password} `, `${password}\0`, password.slice(0, -1), password + 'x']) {
    expect(await refusalOf({ login: email, password: typed })).toMatchObject({
      code: 'unauthenticated',
    });
    await stage.sql('DELETE FROM login_failures');
  }
});

test('L7 D2: what is no text is refused before the database is asked', async () => {
  const before = await checks();
  const { email, password } = await stage.people.agent();
  const bodies: unknown[] = [
    { login: { email: 1 }, password },
    { login: [email], password },
    { login: email, password: 12 },
    { login: email, password: null },
    { login: email },
    [],
    'text',
  ];
  for (const body of bodies) {
    const answer = await call.logins.signIn(body as Try).catch((error: AppError) => error.code);
    expect({ body, answer }).toEqual({ body, answer: 'invalid' });
  }
  expect(await checks()).toBe(before);
  // What a newer web might add is left out; the door itself refuses it.
  const more = `"login":"${email}","password":"${password}"`;
  for (const added of ['"role":"super_admin"', '"__proto__":{"role":"super_admin"}']) {
    const { login } = await call.logins.signIn(JSON.parse(`{${more},${added}}`) as Try);
    expect(login.user.role).toBe('agent');
  }
});

test('L2: three wrong passwords start a growing delay for the account, everywhere', async () => {
  const { email, password } = await stage.people.agent();
  for (let i = 0; i < 3; i++) {
    expect((await refusalOf({ login: email, password: wrong() })).code).toBe('unauthenticated');
  }
  const before = await checks();
  await letTimePass(-60_000);
  const blocked = await refusalOf({ login: email, password });
  expect(blocked.code).toBe('rate_limited');
  expect(blocked.retryMs).toBeGreaterThan(1000);
  expect(blocked.retryMs).toBeLessThanOrEqual(61_000);
  expect(blocked.message).toMatch(/^Too many wrong tries\. Try again in \d+ seconds\.$/);
  expect(await checks()).toBe(before);
  await letTimePass(61_001);
  expect((await refusalOf({ login: email, password: wrong() })).code).toBe('unauthenticated');
  await letTimePass(-60_000);
  expect((await refusalOf({ login: email, password })).retryMs).toBeGreaterThan(60_000);
  await letTimePass(62_001);
  await call.logins.signIn({ login: email, password }, { address: somewhere() });
  expect((await refusalOf({ login: email, password: wrong() })).code).toBe('unauthenticated');
});

test('L2: an unknown account is delayed as a known one is', async () => {
  const email = 'not-there@example.com';
  const codes = [];
  for (let i = 0; i < 4; i++) {
    if (i === 3) await letTimePass(-60_000);
    codes.push((await refusalOf({ login: email, password: wrong() })).code);
  }
  expect(codes.slice(0, 3)).toEqual(Array(3).fill('unauthenticated'));
  expect(codes[3]).toBe('rate_limited');
});

test('L2: an address that tries many accounts is delayed; an IPv6 /64 is one', async () => {
  for (const addresses of [
    ['10.9.9.9', '10.9.9.9', '10.9.9.9', '10.9.9.9'],
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:DB8:1:2::', '2001:db8:1:2:1:2:3:4'],
  ]) {
    const codes = [];
    for (const [i, address] of addresses.entries()) {
      if (i === 3) await letTimePass(-60_000);
      const email = `spray-${i}-${address.length}@example.com`;
      codes.push((await refusalOf({ login: email, password: wrong() }, address)).code);
    }
    expect(codes).toEqual([...Array<string>(3).fill('unauthenticated'), 'rate_limited']);
  }
});

test('L2: a browser that signed in before is not locked out by an attack', async () => {
  const { email, password } = await stage.people.admin();
  const { device } = await call.logins.signIn({ login: email, password }, { address: somewhere() });
  const address = '10.8.8.8';
  for (let i = 0; i < 3; i++) await refusalOf({ login: email, password: wrong() }, address);
  await letTimePass(-60_000);
  expect((await refusalOf({ login: email, password }, address)).code).toBe('rate_limited');
  const again = await call.logins.signIn({ login: email, password, device }, { address });
  expect(again.device).toBe(device);
  expect((await refusalOf({ login: email, password }, address)).code).toBe('rate_limited');
});

test('L2: a known browser has its own delay, and is known for one person only', async () => {
  const { email, password } = await stage.people.admin();
  const other = await stage.people.admin();
  const { device } = await call.logins.signIn({ login: email, password }, { address: somewhere() });
  for (let i = 0; i < 3; i++) await refusalOf({ login: email, password: wrong(), device });
  await letTimePass(-60_000);
  expect((await refusalOf({ login: email, password, device })).code).toBe('rate_limited');
  for (let i = 0; i < 3; i++) await refusalOf({ login: other.email, password: wrong(), device });
  await letTimePass(-60_000);
  const { code } = await refusalOf({ login: other.email, password: other.password, device });
  expect(code).toBe('rate_limited');
});

test('L2: guesses that come at the same time gain nothing', async () => {
  const { email } = await stage.people.agent();
  const before = await checks();
  const tries = Array.from({ length: 20 }, () => refusalOf({ login: email, password: wrong() }));
  const codes = (await Promise.all(tries)).map(({ code }) => code);
  // A fourth is let in when a second passes meanwhile.
  const checked = codes.filter((code) => code === 'unauthenticated').length;
  expect([3, 4]).toContain(checked);
  expect(await checks()).toBe(before + checked);
});

test('L4: a flood of sign-ins is refused and leaves everything else alone', async () => {
  const known = await stage.people.admin();
  const { device } = await call.logins.signIn(
    { login: known.email, password: known.password },
    { address: somewhere() },
  );
  const flood = Array.from({ length: 400 }, (_, i) =>
    refusalOf({ login: `flood-${i}@example.com`, password: 'x' }),
  );
  const [visitor, health, signedIn] = await Promise.all([
    call.logins.startVisitor({}),
    call.health.check({}),
    call.logins.signIn({ login: known.email, password: known.password, device }),
  ]);
  expect(visitor.user.role).toBe('user');
  expect(health.store).toBeTruthy();
  expect(signedIn.login.user.id).toBe(known.id);
  const refusals = await Promise.all(flood);
  const tooMany = refusals.filter(({ code }) => code === 'rate_limited');
  expect(tooMany.length).toBeGreaterThan(200);
  expect(tooMany[0]?.retryMs).toBeGreaterThan(0);
});

test('D8: nothing that is answered or logged at sign-in holds a hash', async () => {
  const { email, password } = await stage.people.agent();
  const answer = await call.logins.signIn({ login: email, password }, { address: somewhere() });
  const text = JSON.stringify(answer);
  expect(text).not.toMatch(/argon2|hash/);
  expect(Object.keys(answer.login).toSorted()).toEqual(['auth_version', 'id', 'online', 'user']);
  expect(Object.keys(answer.login.user).toSorted()).toEqual(['id', 'name', 'org', 'role']);
  const stored = await stage.sql('SELECT hash FROM refresh_tokens WHERE login_id = ?', [
    answer.login.id,
  ]);
  expect(stored[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  const [device] = await stage.sql('SELECT COUNT(*) AS n FROM devices WHERE hash = ?', [
    answer.device,
  ]);
  expect(device).toEqual({ n: 0 });
});

/** As if all failures had happened that much earlier, or are yet to come. */
async function letTimePass(ms: number): Promise<void> {
  await stage.sql(
    `UPDATE login_failures SET failed_at = failed_at - INTERVAL ? MICROSECOND,
     blocked_until = blocked_until - INTERVAL ? MICROSECOND`,
    [ms * 1000, ms * 1000],
  );
}
