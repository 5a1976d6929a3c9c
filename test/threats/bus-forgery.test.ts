import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { features } from '../../internal/contract/features.ts';
import { openRawNats, type RawNats } from '../../internal/testing/raw-nats.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  await stage.startFiles();
});

afterAll(() => stage[Symbol.asyncDispose]());

async function raw(user: string): Promise<RawNats> {
  const { url, passwords } = stage.nats;
  return stage.use(await openRawNats({ url, user, password: passwords[user] }));
}

describe('N6: dbmgr answers nowhere but in the inbox of who asked', () => {
  test.each([
    ["an event's subject", 'natter.v1.ev.logins.loginsEnded.somebody'],
    ["a task's subject", 'natter.v1.task.chat-bot'],
    ['another process, by its inbox', '_I.relay.x'],
    ['the JetStream interface', '$JS.API.STREAM.INFO.TASKS'],
  ])('asked to answer at %s', async (_name, reply) => {
    const web = await raw('web');
    const heard = new Set<string>();
    const relay = await stage.bus('relay');
    const dbmgr = await stage.bus('dbmgr');
    for (const subject of ['natter.v1.ev.logins.loginsEnded.*', '_I.relay.>']) {
      relay.connection.subscribe(subject, { callback: (_, { subject: at }) => heard.add(at) });
    }
    await relay.connection.flush();
    const before = await streamMessages(dbmgr);
    expect(await web.publish('natter.v1.web.health.check', { reply, payload: '{}' })).toBeNull();
    const call = await stage.call.web();
    await call.health.check({});
    await sleep(100);
    expect([...heard]).toEqual([]);
    expect(await streamMessages(dbmgr)).toBe(before);
  });
});

async function streamMessages(bus: Awaited<ReturnType<Stage['bus']>>): Promise<number> {
  const answer = await bus.connection.request('$JS.API.STREAM.INFO.TASKS', '', { timeout: 10_000 });
  return answer.json<{ state: { messages: number } }>().state.messages;
}

/** Payloads that nobody who follows the contract sends. */
const malformed: Record<string, string> = {
  nothing: '',
  'no JSON': '{"a":',
  'a number': '1e400',
  null: 'null',
  'an array': '[]',
  'a string': '"x"',
  'bytes that are no text': randomBytes(64).toString('latin1'),
  'depth 10,000': `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  __proto__: '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
  'a lone surrogate': '{"email":"\\ud800","password":"\\udfff"}',
  'keys nobody knows': '{"login":"x","actor":"super_admin","role":"super_admin"}',
};

const operations = Object.values(features).flatMap((feature) =>
  Object.entries(feature.operations).flatMap(([name, { callers }]) =>
    (callers as readonly string[]).map((caller) => ({
      user: caller === 'automation' ? 'chat-bot' : caller,
      subject: `natter.v1.${caller === 'automation' ? 'chat-bot' : caller}.${feature.name}.${name}`,
    })),
  ),
);

describe('N11: a malformed request is answered and hurts nobody', () => {
  test.each(operations)('$subject', async ({ user, subject }) => {
    const bus = await stage.bus(user);
    for (const [what, payload] of Object.entries(malformed)) {
      const reply = await bus.connection.request(subject, Buffer.from(payload), { timeout: 5000 });
      const code = reply.headers?.get('Nats-Service-Error-Code');
      expect([what, code]).not.toEqual([what, 'internal']);
    }
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  test('more than the server takes ends the sender alone', async () => {
    const web = await raw('web');
    const payload = 'x'.repeat(1024 * 1024 + 1);
    const refusal = await web.publish('natter.v1.web.health.check', { payload });
    expect(refusal).toMatch(/Maximum Payload Violation|closed/);
    await (await stage.call.web()).health.check({});
  });
});

describe('N7: nobody is who they say they are', () => {
  test('an actor in the input carries no weight: without a login nobody acts', async () => {
    const call = await stage.call.web();
    const input = { name: 'Eve', email: 'eve@example.com', password: stage.canaries.password() };
    const forged = { ...input, actor: 'super_admin', role: 'super_admin' };
    for (const wish of [forged as typeof input, input]) {
      await expect(call.admins.addAdmin(wish)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    expect(await stage.sql("SELECT id FROM people WHERE email = 'eve@example.com'")).toEqual([]);
  });

  test("a person's id is not a login", async () => {
    const superAdmin = await stage.people.superAdmin();
    const call = await stage.call.web();
    await expect(call.admins.listAdmins({}, { login: superAdmin.id })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });
});

describe('N8: a request that was captured is taken once', () => {
  test('again within two minutes', async () => {
    const superAdmin = await stage.people.superAdmin();
    const admin = await stage.people.admin({ active: false });
    const { login } = await stage.people.signIn(superAdmin);
    const replies = await sendTwice(login, Date.now(), { id: admin.id });
    expect(replies).toEqual([undefined, 'conflict']);
  });

  test('after two minutes', async () => {
    const superAdmin = await stage.people.superAdmin();
    const admin = await stage.people.admin({ active: false });
    const { login } = await stage.people.signIn(superAdmin);
    const replies = await sendTwice(login, Date.now() - 121_000, { id: admin.id });
    expect(replies).toEqual(['invalid', 'invalid']);
    const [row] = await stage.sql('SELECT active FROM people WHERE id = ?', [admin.id]);
    expect(row).toEqual({ active: 0 });
  });
});

/** The same bytes twice, as somebody who listened could send them. Returns both error codes. */
async function sendTwice(login: string, sentAtMs: number, input: object) {
  const web = await raw('web');
  const send = async () => {
    const { headers } = await web.request('natter.v1.web.admins.activateAdmin', {
      payload: JSON.stringify(input),
      headers: [`Natter-Login: ${login}`, 'Natter-Request: r-1', `Natter-Sent: ${sentAtMs}`],
    });
    return headers['Nats-Service-Error-Code'];
  };
  return [await send(), await send()];
}

describe('N10: headers that somebody made up', () => {
  test.each([
    ['a login that is no id', ['Natter-Login: *.>']],
    ['a login over two lines', ['Natter-Login: a', ' b']],
    ['two logins', ['Natter-Login: a', 'Natter-Login: b']],
    ['orders to the stream', ['Nats-Rollup: all', 'Nats-Msg-Id: x', 'Nats-TTL: 1s']],
    ['an error of its own', ['Nats-Service-Error-Code: forbidden', 'Nats-Service-Error: x']],
  ])('%s makes nobody of them', async (_name, headers) => {
    const web = await raw('web');
    const reply = await web.request('natter.v1.web.admins.listAdmins', { payload: '{}', headers });
    expect(reply.headers['Nats-Service-Error-Code']).toBe('unauthenticated');
  });
});
