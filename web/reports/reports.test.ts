import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedReports } from '../../internal/testing/report-seed.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let admin: HttpClient;
beforeAll(async () => {
  house = await openHouse();
  const { people, sql } = house.stage;
  admin = await house.signedIn(await people.admin());
  const agents = [];
  for (const name of ['Ann & Co', 'Ben']) agents.push((await people.agent({ name })).id);
  await sql(
    `INSERT INTO org_settings (org_id, version, settings, changed_at)
     VALUES ('main', 1, '{"hours":{"zone":"Asia/Kolkata","week":{"mon":[],"tue":[],"wed":[],
     "thu":[],"fri":[],"sat":[],"sun":[]},"exceptions":[],"holidays":[]}}', NOW(3))`,
  );
  await seedReports(house.stage, { agents, conversations: 1200, days: 60 });
});
afterAll(async () => {
  admin[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

const path = '/admin/reports';

test('a report shows figures, charts with words and tables, and what they count', async () => {
  const { status, text } = await admin.get(`${path}?preset=month`);
  expect(status).toBe(200);
  expect(text).toContain('organisation’s clocks, Asia/Kolkata');
  for (const title of ['Conversations by day', 'First answer by day', 'Satisfaction by day']) {
    expect(text).toMatch(new RegExp(`<title id="[a-z]+-wide-title">${title}</title>`));
  }
  expect(text.match(/<svg class="chart-narrow"[^>]* role="img"/g)).toHaveLength(4);
  expect(text.match(/<details class="chart-table">/g)).toHaveLength(4);
  expect(text).toContain('<b dir="auto">Ann &amp; Co</b>');
  expect(text).toContain('What the figures count');
  expect(text).toContain('<b dir="auto">Nobody said</b>');
  expect(text).toMatch(/Yesterday<\/a>/);
  expect(text).toContain('aria-current="true">30 days</a>');
});

test('days that make no time come back marked, and what was typed stays', async () => {
  const refused = await admin.get(`${path}?from=2027-03-02&to=2027-03-01`);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('The last day must not be before the first day.');
  expect(refused.text).toContain('value="2027-03-02"');
  expect((await admin.get(`${path}?from=2027-02-30&to=2027-03-01`)).status).toBe(422);
  expect((await admin.get(`${path}?preset=nothing`)).status).toBe(200);
});

test('D9: a day that no clock here will show is no day, and counts nothing', async () => {
  for (const day of ['0000-01-01', '0099-12-31', '9999-12-31']) {
    const days = `from=${day}&to=${day}`;
    const { status } = await admin.get(`${path}?${days}`);
    expect([day, status]).toEqual([day, 422]);
    expect((await admin.get(`${path}/export?${days}`)).status).toBe(400);
    expect((await admin.get(`/admin/what-if?day=${day}`)).status).toBe(422);
    const today = await admin.get(`/admin/outcomes?day=${day}`);
    expect(today.status).toBe(200);
    expect(today.text).not.toContain(day);
    const lines = await admin.get(`/admin/outcomes/conversations?day=${day}&row=left`);
    expect([day, lines.status]).toEqual([day, 404]);
    expect((await admin.get(`/admin/audit?day=${day}`)).status).toBe(200);
  }
});

test('a conversation’s row of the CSV has times of the zone and no formula', async () => {
  const { headers, text } = await admin.get(`${path}/export?preset=last_month`);
  expect(headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(String(headers['content-disposition'])).toMatch(
    /^attachment; filename="natter-conversations-\d{4}-\d\d-01-to-\d{4}-\d\d-\d\d\.csv"/,
  );
  const [head, ...rows] = text
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split('\r\n');
  expect(head).toMatch(/^conversation,began,ended,visitor,language,category,outcome,asked_for/);
  expect(rows.length).toBeGreaterThan(400);
  for (const row of rows) {
    expect(row).toMatch(/^seed-\d{7},\d{4}-\d\d-\d\dT[\d:.]{12}\+05:30,/);
  }
  expect(text).toContain("'=Thanks!");
  expect(text).not.toMatch(/,=Thanks/);
});

test.for(['steps', 'hours', 'agents', 'teams', 'automations', 'categories'])(
  'the CSV of %s has a head',
  async (of) => {
    const { status, text } = await admin.get(`${path}/export?preset=week&of=${of}`);
    expect(status).toBe(200);
    const [head = '', ...rows] = text
      .replace(/^\ufeff/, '')
      .trimEnd()
      .split('\r\n');
    if (of === 'hours') expect(rows).toHaveLength(24);
    if (of === 'categories') expect(head).toMatch(/^category,conversations,/);
    if (of === 'agents') expect(rows[0]).toMatch(/^(Ann & Co|Ben),/);
    expect(head).toMatch(/,conversations,asked_for_a_person,had_an_agent,/);
  },
);

test('what the dashboard fetches again is a part of the page, without a frame', async () => {
  const whole = await admin.get('/admin/dashboard');
  const part = await admin.get('/admin/dashboard/live');
  expect(whole.text).toContain('data-from="/admin/dashboard/live"');
  expect(whole.text).toMatch(/As of \d\d:\d\d:\d\d\./);
  expect(part.text.trimStart()).toMatch(/^<div class="live" data-at="\d{4}-/);
  expect(part.text).not.toContain('<html');
  expect(part.text).toContain('Nobody waits for a person.');
});

test('the dashboard says which mails nobody got, as the server of theirs said it', async () => {
  const read = async () => (await admin.get('/admin/dashboard/live')).text;
  expect(await read()).not.toContain('could not be delivered');
  await house.stage.sql(
    `INSERT INTO mails (id, org_id, mail_key, recipient, subject, content, state, made_at, due_at,
       ended_at, failure) VALUES ('m', 'main', 'k', 'desk@example.org', 'Ada & Bob wait', '{}',
       'dead', NOW(3), NOW(3), NOW(3), '550 <desk@example.org> unknown')`,
  );
  const text = await read();
  expect(text).toMatch(/Mails that could not be delivered <span[^>]*>1</);
  expect(text).toContain('Ada &amp; Bob wait');
  expect(text).toContain('550 &lt;desk@example.org&gt; unknown');
});

test('an admin reads who did what by person, act and day, and nothing of those above', async () => {
  await admin.post('/admin/agents', {
    name: 'Carla',
    email: 'carla@example.com',
    password: house.stage.canaries.password(),
  });
  using boss = await house.signedIn(await house.stage.people.superAdmin({ name: 'Sue Above' }));
  expect((await boss.get('/super/audit')).text).toContain('Sue Above');
  const read = async (query = '') => (await admin.get(`/admin/audit${query}`)).text;
  expect(await read()).toContain('added an agent');
  expect(await read()).not.toContain('Sue Above');
  expect(await read('?person=carla')).toContain('Carla');
  expect(await read('?person=nobody')).toContain('No entry matches.');
  expect(await read('?action=agents.addAgent')).not.toContain('title="logins.signIn"');
  expect(await read('?day=2020-01-01')).toContain('No entry matches.');
});
