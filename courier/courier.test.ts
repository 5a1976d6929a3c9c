import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type MailServer, openMailServer } from '../internal/testing/mail-server.ts';
import { openPushService, type PushService } from '../internal/testing/browser-pushes.ts';
import { openStage, type Stage } from '../internal/testing/stage.ts';
import type { StartedCourier } from '../internal/testing/starters.ts';

let stage: Stage;
let pushes: PushService;
let mails: MailServer;
let courier: StartedCourier;
let written = 0;
beforeAll(async () => {
  stage = await openStage();
  pushes = stage.use(await openPushService());
  mails = stage.use(await openMailServer());
  await stage.startDbmgr();
  courier = await stage.startCourier({
    ...pushes.trust,
    SMTP_URL: mails.url,
    PUBLIC_URL: 'https://chat.example.org',
  });
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  mails.received.length = 0;
  pushes.received.length = 0;
});

type MailFields = { text?: string; attachments?: object[]; subject?: string };

async function writeMail({ subject = 'Who waits', ...content }: MailFields = {}): Promise<string> {
  const id = `mail-${++written}`;
  await stage.sql(
    `INSERT INTO mails (id, org_id, mail_key, recipient, subject, content, state, made_at, due_at)
     VALUES (?, 'main', ?, 'desk@example.org', ?, ?, 'waiting',
       UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [id, id, subject, JSON.stringify({ text: 'Vera waits.', ...content })],
  );
  return id;
}
const rowOf = async (table: 'mails' | 'pushes', id: string) =>
  (await stage.sql(`SELECT * FROM ${table} WHERE id = ?`, [id]))[0]!;
const dueNow = (table: 'mails' | 'pushes', id: string) =>
  stage.sql(`UPDATE ${table} SET due_at = '2020-01-01' WHERE id = ?`, [id]);

describe('mails', () => {
  test('are carried once, with a Message-ID of their own', async () => {
    const id = await writeMail({ subject: 'Wer wartet? Äpfel' });
    await courier.carry();
    await courier.carry();
    expect(mails.received).toHaveLength(1);
    const [mail] = mails.received;
    expect(mail).toMatchObject({ from: 'natter@chat.example.org', to: ['desk@example.org'] });
    expect(mail!.text).toContain(`Message-ID: <${id}@chat.example.org>`);
    expect(mail!.text).toContain('Auto-Submitted: auto-generated');
    expect(mail!.text).toContain('From: Natter <natter@chat.example.org>');
    expect(mail!.text).toContain('Vera waits.');
    const content = '{"text":""}';
    expect(await rowOf('mails', id)).toMatchObject({ state: 'sent', tries: 1, content });
  });

  test('come whole, however long, with what is attached', async () => {
    const text = 'Ein langer Satz mit Umläuten: äöü. '.repeat(4000);
    const content = Buffer.from('a,b\n1,2\n').toString('base64');
    const attachments = [{ name: 'day.csv', content_type: 'text/csv', content }];
    const id = await writeMail({ text, attachments });
    await courier.carry();
    expect(await rowOf('mails', id)).toMatchObject({ state: 'sent' });
    const [mail] = mails.received;
    expect(mail!.text.length).toBeGreaterThan(text.length);
    expect(mail!.text).toContain('filename=day.csv');
    expect(mail!.text).toContain(content);
  });

  test('that a server does not take now are tried again, under the same Message-ID', async () => {
    mails.refuse(451);
    const id = await writeMail();
    await courier.carry();
    const waiting = await rowOf('mails', id);
    expect(waiting).toMatchObject({ state: 'waiting', tries: 1 });
    expect(waiting.failure).toContain('451');
    expect(Number(waiting.due_at)).toBeGreaterThan(Date.now() + 30_000);
    mails.refuse(null);
    await dueNow('mails', id);
    await courier.carry();
    expect(mails.received[0]!.text).toContain(`Message-ID: <${id}@`);
    expect(await rowOf('mails', id)).toMatchObject({ state: 'sent', tries: 2, failure: null });
  });

  test('that a server will never take go to the dead list', async () => {
    mails.refuse(550);
    const id = await writeMail();
    await courier.carry();
    mails.refuse(null);
    expect(await rowOf('mails', id)).toMatchObject({ state: 'dead', tries: 1 });
    expect(stage.log.text()).not.toContain('desk@example.org');
  });

  test('are given up after a dozen tries', async () => {
    mails.refuse(451);
    const id = await writeMail();
    await stage.sql('UPDATE mails SET tries = 11 WHERE id = ?', [id]);
    await courier.carry();
    mails.refuse(null);
    expect(await rowOf('mails', id)).toMatchObject({ state: 'dead', tries: 12 });
  });

  test('of a courier that died are carried by the next', async () => {
    const id = await writeMail();
    await stage.sql(
      `UPDATE mails SET tries = 1, due_at = UTC_TIMESTAMP(3) + INTERVAL 5 MINUTE WHERE id = ?`,
      [id],
    );
    await courier.carry();
    expect(mails.received).toEqual([]);
    await dueNow('mails', id);
    await courier.carry();
    expect(mails.received).toHaveLength(1);
  });

  test('K3: no password is told to a server that offers no encryption', async () => {
    await courier[Symbol.asyncDispose]();
    const id = await writeMail();
    const elsewhere = new URL(mails.url);
    Object.assign(elsewhere, { hostname: '0.0.0.0', username: 'natter' });
    elsewhere.password = stage.canaries.password();
    await using other = await stage.startCourier({ SMTP_URL: elsewhere.href });
    await other.carry();
    expect(mails.received).toEqual([]);
    const { failure } = await rowOf('mails', id);
    expect(failure).toMatch(/STARTTLS/);
    await stage.sql("UPDATE mails SET state = 'sent' WHERE id = ?", [id]);
  });

  test('are files for whoever has no mail server, and the log says so', async () => {
    await courier[Symbol.asyncDispose]();
    const folder = join(stage.folder, 'mail');
    const id = await writeMail();
    {
      await using other = await stage.startCourier({ SMTP_URL: undefined });
      await other.carry();
    }
    expect(await readdir(folder)).toEqual([`${id}.eml`]);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, `${id}.eml`))).mode & 0o777).toBe(0o600);
    const text = await readFile(join(folder, `${id}.eml`), 'utf8');
    expect(text).toContain('To: desk@example.org');
    expect(text).toContain('Vera waits.');
    expect(stage.log.text()).toContain('SMTP_URL is not set');
    expect(await rowOf('mails', id)).toMatchObject({ state: 'sent' });
    courier = await stage.startCourier({ ...pushes.trust, SMTP_URL: mails.url });
  });
});

describe('pushes', () => {
  const note = { title: 'Vera waits', body: 'Press to look.', tag: 'natter-agent', path: '/agent' };

  async function subscribe(endpoint?: string) {
    const agent = await stage.people.signIn(await stage.people.agent());
    const browser = { ...pushes.subscribe(), ...(endpoint && { endpoint }) };
    const call = await stage.call.web();
    await call.pushes.addSubscription(browser, agent);
    const [row] = await stage.sql<{ id: string }>(
      'SELECT id FROM push_subscriptions WHERE person_id = ?',
      [agent.id],
    );
    return { agent, subscription: row!.id };
  }

  async function push(subscription: string, { endsInS = 600, org = 'main' } = {}): Promise<string> {
    const id = `push-${++written}`;
    await stage.sql(
      `INSERT INTO pushes (id, org_id, subscription_id, note, state, made_at, due_at, ends_at)
       VALUES (?, ?, ?, ?, 'waiting', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),
       UTC_TIMESTAMP(3) + INTERVAL ? SECOND)`,
      [id, org, subscription, JSON.stringify(note), endsInS],
    );
    return id;
  }

  test('are read by the browser alone, and say who pushes', async () => {
    const { subscription, agent } = await subscribe();
    const id = await push(subscription);
    await courier.carry();
    const [got] = pushes.received;
    expect(got!.note).toEqual(note);
    expect(got!.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high' });
    expect(Number(got!.headers.ttl)).toBeGreaterThan(500);
    const call = await stage.call.web();
    const { push_key: key } = await call.alarms.readAlarms({}, agent);
    expect(got!.headers.authorization).toMatch(new RegExp(`^vapid t=.+, k=${key}$`));
    expect(await rowOf('pushes', id)).toMatchObject({ state: 'sent' });
  });

  test.each([404, 410])('to a browser that is gone (%i) are the last to it', async (status) => {
    const { subscription } = await subscribe();
    pushes.answer(status);
    const id = await push(subscription);
    await courier.carry();
    pushes.answer(201);
    expect(await rowOf('pushes', id)).toMatchObject({ state: 'gone' });
    expect(
      await stage.sql('SELECT id FROM push_subscriptions WHERE id = ?', [subscription]),
    ).toEqual([]);
  });

  test('wait when the service is busy, and are no news after a while', async () => {
    const { subscription } = await subscribe();
    pushes.answer(503);
    const id = await push(subscription);
    await courier.carry();
    pushes.answer(201);
    expect(await rowOf('pushes', id)).toMatchObject({ state: 'waiting', tries: 1 });
    await stage.sql("UPDATE pushes SET ends_at = '2020-01-01' WHERE id = ?", [id]);
    await dueNow('pushes', id);
    await courier.carry();
    expect(await rowOf('pushes', id)).toMatchObject({ state: 'late' });
    expect(pushes.received).toHaveLength(1);
  });

  test('C7: V10: a redirect is followed by nobody', async () => {
    const { subscription } = await subscribe();
    pushes.answer(307, { location: pushes.subscribe().endpoint });
    const id = await push(subscription);
    await courier.carry();
    pushes.answer(201);
    expect(pushes.received).toHaveLength(1);
    expect(await rowOf('pushes', id)).toMatchObject({ state: 'dead' });
  });

  test.each([
    'https://127.0.0.1:1/note',
    'https://localhost/note',
    'https://169.254.169.254/latest',
    'https://[::1]/note',
    'https://[::ffff:127.0.0.1]/note',
    'https://2130706433/note',
    'https://10.0.0.1/note',
  ])('C7: V10: nothing goes to %s, and it is forgotten', async (endpoint) => {
    const { subscription } = await subscribe(endpoint);
    const id = await push(subscription);
    await courier.carry();
    expect(await rowOf('pushes', id)).toMatchObject({
      state: 'gone',
      failure: 'it is not on the internet',
    });
    expect(stage.log.text()).not.toContain(endpoint);
  });

  test('C7: an address without TLS, or with a name and a password, is refused', async () => {
    const agent = await stage.people.signIn(await stage.people.agent());
    const call = await stage.call.web();
    for (const endpoint of ['http://push.example/x', 'https://a:b@push.example/x', 'gopher://x/']) {
      const browser = { ...pushes.subscribe(), endpoint };
      const adding = call.pushes.addSubscription(browser, agent);
      await expect(adding).rejects.toMatchObject({ code: 'invalid' });
    }
  });

  test('end with the sign-in that they came with, and with the account', async () => {
    const [one, other] = [await subscribe(), await subscribe()];
    const call = await stage.call.web();
    await call.logins.endLogin({}, one.agent);
    const admin = await stage.people.signIn(await stage.people.admin());
    await call.agents.deactivateAgent({ id: other.agent.id }, admin);
    expect(
      await stage.sql('SELECT id FROM push_subscriptions WHERE id IN (?, ?)', [
        one.subscription,
        other.subscription,
      ]),
    ).toEqual([]);
  });

  test('L11: go nowhere when the login died without a word', async () => {
    const { subscription, agent } = await subscribe();
    await stage.sql("UPDATE logins SET expires_at = '2020-01-01' WHERE person_id = ?", [agent.id]);
    const id = await push(subscription);
    await courier.carry();
    expect(pushes.received).toEqual([]);
    expect(await rowOf('pushes', id)).toMatchObject({ state: 'gone' });
  });

  test('V10: who never answers keeps no other organisation’s waiting', async () => {
    const call = await stage.call.web();
    const slow = await stage.people.signIn(await stage.people.agent());
    for (let i = 0; i < 20; i++) {
      const browser = pushes.subscribe();
      pushes.silent.add(browser.endpoint);
      await call.pushes.addSubscription(browser, slow);
    }
    const silent = await stage.sql<{ id: string }>(
      'SELECT id FROM push_subscriptions WHERE person_id = ?',
      [slow.id],
    );
    for (let i = 0; i < 15; i++) await Promise.all(silent.map(({ id }) => push(id)));
    const underWay = () => stage.sql("SELECT id FROM pushes WHERE state = 'waiting' AND tries = 1");
    await expect.poll(underWay, { timeout: 8000 }).not.toEqual([]);
    const { subscription, agent } = await subscribe();
    const org = await stage.people.organisation('other');
    await stage.sql('UPDATE people SET org_id = ? WHERE id = ?', [org, agent.id]);
    const id = await push(subscription, { org });
    await expect
      .poll(() => rowOf('pushes', id), { timeout: 8000 })
      .toMatchObject({ state: 'sent' });
    await stage.sql("DELETE FROM pushes WHERE state = 'waiting'");
    pushes.hangUp();
  });
});
