import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { createClient } from '../internal/bus/client.ts';
import type { AppError } from '../internal/contract/errors.ts';
import { openStage } from '../internal/testing/stage.ts';
import { schemaVersion } from '../migrations/steps.ts';

const messageOf = (error: Error) => error.message;

test('K1: without a strong key for tokens it does not start', async () => {
  await using stage = await openStage();
  const start = (TOKEN_KEY: string | undefined) =>
    stage.startDbmgr({ TOKEN_KEY }).then(() => 'started', messageOf);
  expect(await start(undefined)).toBe('TOKEN_KEY is not set; set it.');
  expect(await start('A'.repeat(43))).toMatch(/^TOKEN_KEY is not 32 random bytes/);
  expect(await start('short')).toMatch(/^TOKEN_KEY must be 32 bytes in base64url/);
});

test('a database it cannot use is one sentence that names MYSQL_URL', async () => {
  await using stage = await openStage();
  const start = (url: URL) =>
    stage.startDbmgr({ MYSQL_URL: url.href }).then(() => 'started', messageOf);
  const changed = (change: (url: URL) => void) => {
    const url = new URL(stage.database.urls.main);
    change(url);
    return start(url);
  };
  expect(await changed((url) => (url.password = 'not-the-password'))).toMatch(
    /^The database server refuses the user, password or schema in MYSQL_URL: correct the URL/,
  );
  expect(await changed((url) => (url.port = '1'))).toBe(
    'No database server answers at MYSQL_URL: start it, or correct the URL.',
  );
  const { main } = stage.database.schemas;
  await stage.sql('INSERT INTO migrations VALUES (?, ?, NOW(3))', [schemaVersion('main') + 1, 'x']);
  expect(await changed(() => undefined)).toMatch(
    /^The schema in MYSQL_URL is of a newer version of Natter: start that version/,
  );
  await stage.sql(`DELETE FROM ${main}.migrations WHERE id >= ?`, [schemaVersion('main')]);
  expect(await changed(() => undefined)).toMatch(
    /^The schema in MYSQL_URL is not of this version of Natter: run the migrations/,
  );
});

test('K3: an operation is one line: what, for whom, how long, with what outcome', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const call = await stage.call.web();
  const admin = await stage.people.admin();
  const given = { login: admin.email, password: admin.password };
  const { login } = await call.logins.signIn(given, { requestId: 'request-1' });
  await call.admins.listAdmins({}, { login: login.id, requestId: 'request-2' }).catch(() => null);
  await call.logins.startVisitor({ nickname: 'x'.repeat(500) }).catch(() => null);
  const lines = stage.log.lines().filter(({ msg }) => msg === 'operation');
  const summary = lines.map(({ feature, operation, caller, request_id, actor, outcome }) => [
    [caller, feature, operation, outcome].map(String).join(' '),
    request_id,
    actor,
  ]);
  expect(summary).toEqual([
    ['web logins signIn ok', 'request-1', admin.id],
    ['web admins listAdmins forbidden', 'request-2', admin.id],
    ['web logins startVisitor invalid', undefined, undefined],
  ]);
  expect(lines.every(({ duration_ms: ms }) => typeof ms === 'number' && ms >= 0)).toBe(true);
  expect(stage.log.text()).not.toContain(login.id);
});

test('K4: metrics are there for this machine alone, and count what was done', async () => {
  await using stage = await openStage();
  const dbmgr = await stage.startDbmgr();
  const call = await stage.call.web();
  await call.health.check({});
  const url = `http://127.0.0.1:${dbmgr.metricsPort}`;
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toMatch(
    /natter_operation_seconds_count\{process="dbmgr",feature="health",operation="check",.*\} 1/,
  );
  expect(text).toMatch(/process_resident_memory_bytes\{process="dbmgr"\} \d+/);
  expect((await fetch(`${url}/`)).status).toBe(404);
  expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(404);
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4');
  if (outside)
    await expect(reach(outside.address, dbmgr.metricsPort)).rejects.toThrow(/ECONNREFUSED|timeout/);
});

test('D10: a flood of one kind of operation leaves the others answering', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const call = await stage.call.web();
  const { login } = await stage.people.signIn(await stage.people.superAdmin());
  const outcomes: string[] = [];
  const read = () => call.audit.listEntries({ limit: 200 }, { login });
  const flood = Array.from({ length: 1200 }, () =>
    read()
      .then(() => 'ok')
      .catch((error: AppError) => error.code)
      .then((outcome) => outcomes.push(outcome)),
  );
  await call.health.check({});
  await call.logins.startVisitor({});
  const whenOthersWereAnswered = outcomes.filter((outcome) => outcome === 'ok').length;
  await Promise.all(flood);
  expect(whenOthersWereAnswered).toBeLessThan(500);
  expect(outcomes.filter((outcome) => outcome === 'rate_limited').length).toBeGreaterThan(50);
  expect(outcomes).not.toContain('internal');
});

test('D10: an automation that floods holds up nothing that people do', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const call = await stage.call.web();
  const { login } = await stage.people.signIn(await stage.people.agent());
  const { automations } = await stage.call.automation('chat-bot');
  const outcomes: string[] = [];
  const flood = Array.from({ length: 3000 }, () =>
    automations
      .beat({})
      .then(() => 'ok')
      .catch((error: AppError) => error.code)
      .then((outcome) => outcomes.push(outcome)),
  );
  await expect.poll(() => outcomes, { interval: 1 }).toContain('rate_limited');
  expect(await call.agents.goOnline({}, { login })).toEqual({ online: true });
  expect(outcomes.filter((outcome) => outcome === 'ok').length).toBeLessThan(1000);
  await Promise.all(flood);
});

test('what runs when it is told to end is answered first', async () => {
  await using stage = await openStage();
  const dbmgr = await stage.startDbmgr();
  const call = createClient<'web'>(await stage.bus('web'), 'web');
  const running = Array.from({ length: 10 }, () => call.logins.startVisitor({}));
  await call.health.check({});
  await dbmgr[Symbol.asyncDispose]();
  expect((await Promise.all(running)).length).toBe(10);
  await expect(call.health.check({})).rejects.toMatchObject({ code: 'unavailable' });
});

test('two of them share the work', async () => {
  await using stage = await openStage();
  const [first, second] = [await stage.startDbmgr(), await stage.startDbmgr()];
  const call = await stage.call.web();
  await Promise.all(Array.from({ length: 60 }, () => call.health.check({})));
  const countOf = async ({ metrics }: typeof first) =>
    Number(/seconds_count\{.*operation="check".*\} (\d+)/.exec(await metrics.text())?.[1]);
  const counts = await Promise.all([first, second].map(countOf));
  expect(counts[0]! + counts[1]!).toBe(60);
  expect(Math.min(...counts)).toBeGreaterThan(0);
});

function reach(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 1000 }, () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
    socket.on('timeout', () => socket.destroy(new Error('timeout')));
  });
}

test('X7: a dbmgr that stops while NATS is away is gone within 6 s', async () => {
  await using stage = await openStage();
  const dbmgr = await stage.startDbmgr();
  await stage.nats.server.stop();
  await expect.poll(() => stage.log.text()).toContain('bus disconnect');
  const begun = performance.now();
  await dbmgr[Symbol.asyncDispose]();
  expect(performance.now() - begun).toBeLessThan(6000);
});
