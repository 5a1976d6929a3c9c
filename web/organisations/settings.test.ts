import { afterAll, beforeAll, expect, test } from 'vitest';
import { orgSettings } from '../../internal/contract/settings.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';
import { generalRows } from './general-rows.ts';
import { widgetRows } from './widget-rows.ts';

let house: House;
let admin: HttpClient;
beforeAll(async () => {
  house = await openHouse();
  admin = await house.signedIn(await house.stage.people.admin());
});
afterAll(async () => {
  admin[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

const path = '/admin/settings';
const widgetPath = '/admin/widget';

/** The form as a browser would send it back. */
function fieldsOf(html: string): Record<string, string> {
  const form = html.slice(html.indexOf(' method="post">', html.indexOf('class="form settings"')));
  const fields: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input [^>]*>/gs)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1];
    const isOff = /type="checkbox"/.test(tag) && !/ checked/.test(tag);
    if (name && !isOff) fields[name] = /value="([^"]*)"/.exec(tag)?.[1] ?? '';
  }
  for (const [, name, text] of form.matchAll(/<textarea [^>]*name="(\w+)"[^>]*>([^<]*)</gs)) {
    fields[name!] = text!;
  }
  for (const [, name, options] of form.matchAll(/<select [^>]*name="(\w+)"(.*?)<\/select>/gs)) {
    fields[name!] = /value="([^"]*)" selected/.exec(options!)?.[1] ?? '';
  }
  return fields;
}

const read = async (from = path) => fieldsOf((await admin.get(from)).text);

async function stored(): Promise<Record<string, unknown> | undefined> {
  const [row] = await house.stage.sql<{ version: number; settings: string }>(
    "SELECT version, settings FROM org_settings WHERE org_id = 'main'",
  );
  const settings = JSON.parse(row?.settings ?? '{}') as Record<string, unknown>;
  return row && { version: row.version, ...settings };
}

test('an admin sends the form back as it came, and nothing changes', async () => {
  expect((await admin.post(path, await read())).status).toBe(303);
  expect((await admin.post(widgetPath, await read(widgetPath))).status).toBe(303);
  expect(await stored()).toBeUndefined();
});

test('an admin changes settings without a script', async () => {
  const member = await house.stage.people.member('Mia');
  const call = await house.stage.call.web();
  const { team } = await call.teams.createTeam({ name: 'Second <line>' }, member);
  const fields = {
    ...(await read()),
    who_may_chat: 'guests_with_email',
    seat_limit: '4',
    [`team_${team.id}`]: '2',
    zone: 'Europe/Berlin',
    day_mon: '9:00-12:30, 13:30 - 18:00',
    day_sun: 'closed',
    exceptions: '2027-12-24 10:00-14:00\r\n2027-12-31 closed\r\n',
    holidays: '12-25\r\n12-26',
    languages: 'en, de',
    retention_days: '90',
    mailbox: 'Desk@Example.org',
    identity_creates: 'on',
  };
  const saved = await admin.post(path, fields);
  expect(saved).toMatchObject({ status: 303, location: path });
  expect(await stored()).toMatchObject({
    version: 1,
    who_may_chat: 'guests_with_email',
    seat_limit: 4,
    team_seat_limits: { [team.id]: 2 },
    hours: {
      zone: 'Europe/Berlin',
      week: {
        mon: [
          { from: '09:00', to: '12:30' },
          { from: '13:30', to: '18:00' },
        ],
        sun: [],
      },
      exceptions: [
        { date: '2027-12-24', hours: [{ from: '10:00', to: '14:00' }] },
        { date: '2027-12-31', hours: [] },
      ],
      holidays: ['12-25', '12-26'],
    },
    languages: ['en', 'de'],
    retention_days: 90,
    mailbox: 'desk@example.org',
    identity_creates: true,
  });
  const again = await read();
  expect(again).toMatchObject({ day_mon: '09:00-12:30, 13:30-18:00', seat_limit: '4' });
  expect((await admin.get(path)).text).toContain('Second &lt;line&gt;');
  expect((await admin.post(path, again)).status).toBe(303);
  expect((await stored())?.version).toBe(1);
  await call.teams.editTeam({ id: team.id, active: false }, member);
  expect((await admin.get(path)).text).toContain('The team is switched off.');
  expect((await admin.post(path, await read())).status).toBe(303);
  expect(await stored()).toMatchObject({ version: 1, team_seat_limits: { [team.id]: 2 } });
});

test('an admin says how the widget looks and where it may stand', async () => {
  const before = await stored();
  const fields = {
    ...(await read(widgetPath)),
    greeting: 'Ask us anything.',
    colour: '#0b7285',
    origins: 'https://shop.example.org\r\nhttp://localhost:3000',
  };
  const saved = await admin.post(widgetPath, fields);
  expect(saved).toMatchObject({ status: 303, location: widgetPath });
  expect(await stored()).toEqual({
    ...before,
    version: 2,
    origins: ['https://shop.example.org', 'http://localhost:3000'],
    brand: { greeting: 'Ask us anything.', colour: '#0b7285', logo: null },
  });
  const shown = (await admin.get(widgetPath)).text;
  expect(shown).toMatch(/value="&lt;script src=&quot;http[^"]+\/widget.js&quot; async&gt;/);
  const refused = await admin.post(widgetPath, {
    ...(await read(widgetPath)),
    origins: 'https://shop.example.org/path',
    colour: 'red',
  });
  expect(refused.status).toBe(422);
  for (const words of [
    'One of the addresses must look like https://shop.example.org, without a path.',
    'The colour must look like #0b7285.',
    'value="red"',
  ]) {
    expect(refused.text).toContain(words);
  }
});

test('W4: neither a site nor a logo may say more than one host to a policy', async () => {
  const seen = fieldsOf((await admin.get('/admin/widget')).text);
  const logo = 'https://pictures.example.org;frame-ancestors/mark.png';
  for (const [field, typed] of [
    ['origins', 'https://*'],
    ['origins', 'https://*.example.org'],
    ['origins', 'https://a.example.org;require-trusted-types-for'],
    ['origins', 'https://a.example.org,https:'],
    ['logo', logo],
  ] as const) {
    const { status } = await admin.post('/admin/widget', { ...seen, [field]: typed });
    expect([typed, status]).toEqual([typed, 422]);
  }
  const preview = await admin.get(`/admin/widget/preview?logo=${encodeURIComponent(logo)}`);
  expect(preview.headers['content-security-policy']).not.toContain('pictures');
});

test('what cannot be taken is marked, and what was typed stays', async () => {
  const before = await stored();
  const refused = await admin.post(path, {
    ...(await read()),
    seat_limit: '99',
    day_tue: 'nine to five',
    exceptions: '2027-02-30 closed',
    zone: 'Europe/Nowhere',
  });
  expect(refused.status).toBe(422);
  for (const words of [
    'The number must be at most 50.',
    'The times must look like 09:00-12:30, 13:30-18:00.',
    'One of the days is not a day of the calendar.',
    'The time zone is not a time zone such as Europe/Berlin.',
    'value="nine to five"',
  ]) {
    expect(refused.text).toContain(words);
  }
  expect(await stored()).toEqual(before);
});

test('A6: of two admins who save at once, the second sees it and may go on', async () => {
  using other = await house.signedIn(await house.stage.people.admin());
  const first = await read();
  const second = fieldsOf((await other.get(path)).text);
  expect((await admin.post(path, { ...first, seat_limit: '7' })).status).toBe(303);
  const late = await other.post(path, { ...second, seat_limit: '8' });
  expect(late.status).toBe(409);
  expect(late.text).toContain('Somebody else changed the settings meanwhile');
  expect((await stored())?.seat_limit).toBe(7);
  const typed = fieldsOf(late.text);
  expect(typed.seat_limit).toBe('8');
  expect((await other.post(path, typed)).status).toBe(303);
  expect((await stored())?.seat_limit).toBe(8);
});

test('what only the other changed stays theirs, and what both changed is said', async () => {
  using other = await house.signedIn(await house.stage.people.admin());
  const first = await read();
  const second = fieldsOf((await other.get(path)).text);
  const theirs = { ...first, seat_limit: '5', assignment: 'pull', holidays: '05-01' };
  expect((await admin.post(path, theirs)).status).toBe(303);
  const late = await other.post(path, { ...second, seat_limit: '9', offline_text: 'Gone home.' });
  expect(late.status).toBe(409);
  expect(late.text).toContain('Somebody else set this to “5”. Saving replaces it.');
  expect(late.text).toContain('Waits until an agent takes them');
  const merged = fieldsOf(late.text);
  expect(merged).toMatchObject({
    seat_limit: '9',
    offline_text: 'Gone home.',
    assignment: 'pull',
    holidays: '05-01',
  });
  expect((await other.post(path, merged)).status).toBe(303);
  expect(await stored()).toMatchObject({ seat_limit: 9, assignment: 'pull' });
});

test('every setting has a field', () => {
  const rows = [...generalRows, ...widgetRows];
  const names = (value: object, before: string): string[] =>
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
      ['hours', 'week', 'brand'].includes(name)
        ? names(inner as object, `${before}${name}.`)
        : [before + name],
    );
  const all = names(orgSettings.parse({}), '');
  expect(rows.map((row) => row.path).toSorted()).toEqual(all.toSorted());
});

test.for(['org_id', 'settings', '__proto__', 'active'])(
  'A2: a field %s that is not asked for is refused whole',
  async (field) => {
    const before = await stored();
    const fields = Object.fromEntries([...Object.entries(await read()), [field, '1']]);
    expect((await admin.post(path, fields)).status).toBe(400);
    expect(await stored()).toEqual(before);
  },
);
