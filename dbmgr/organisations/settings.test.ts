import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../internal/contract/types.ts';
import type { SignedIn } from '../../internal/testing/people.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { codeOf } from '../testing/account-house.ts';

let stage: Stage;
let call: Client<'web'>;
let ada: SignedIn;
let nora: SignedIn;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  call = await stage.call.web();
  ada = await stage.people.signIn(await stage.people.admin());
  const north = await stage.people.organisation('north');
  nora = await stage.people.signIn(await stage.people.admin({ org: north }));
});
afterAll(() => stage[Symbol.asyncDispose]());

test('settings are as usual until somebody changes them, and then only those', async () => {
  const before = await call.organisations.readSettings({}, ada);
  expect(before).toMatchObject({ version: 0, settings: { seat_limit: 6, offer_seconds: 30 } });
  const change = { seat_limit: 3, origins: ['https://shop.example.org'] };
  const after = await call.organisations.changeSettings({ version: 0, change }, ada);
  expect(after).toEqual({ version: 1, settings: { ...before.settings, ...change } });
  expect(await call.organisations.readSettings({}, ada)).toMatchObject(after);
  const same = await call.organisations.changeSettings({ version: 1, change }, ada);
  expect(same.version).toBe(1);
});

test('each organisation has its own', async () => {
  expect(await call.organisations.readSettings({}, nora)).toMatchObject({
    version: 0,
    settings: { seat_limit: 6, origins: [] },
  });
});

test('A6: of two admins who change settings at once, one is told', async () => {
  const { version } = await call.organisations.readSettings({}, nora);
  const change = (seat_limit: number) =>
    call.organisations
      .changeSettings({ version, change: { seat_limit } }, nora)
      .then(() => 'saved', codeOf);
  const outcomes = await Promise.all([change(4), change(5)]);
  expect(outcomes.toSorted()).toEqual(['conflict', 'saved']);
});

test('D3: teams and automations of another organisation cannot be named', async () => {
  const member = await stage.people.member('Mia');
  const { team } = await call.teams.createTeam({ name: 'Ours' }, member);
  const { version } = await call.organisations.readSettings({}, nora);
  const limits = { team_seat_limits: { [team.id]: 2 } };
  const automation = { default_automation: 'chat-bot' };
  const tries = [limits, automation];
  for (const change of tries) {
    const trying = call.organisations.changeSettings({ version, change }, nora);
    expect(await trying.catch(codeOf)).toBe('invalid');
  }
  const own = await call.organisations.readSettings({}, ada);
  const saved = await call.organisations.changeSettings(
    { version: own.version, change: { ...limits, ...automation } },
    ada,
  );
  expect(saved.settings).toMatchObject({ default_automation: 'chat-bot' });
});

test.each([
  [{ seat_limit: 0 }],
  [{ origins: ['https://shop.example.org/path'] }],
  [{ origins: ['*'] }],
  [{ brand: { colour: 'red', logo: null, greeting: '' } }],
  [{ brand: { colour: null, logo: 'http://x.example/a.png', greeting: '' } }],
  [{ languages: ['English'] }],
  [{ grace_seconds: 19 }],
])('%j is refused', async (change) => {
  const wish = { version: 1, change: change as object };
  expect(await call.organisations.changeSettings(wish, ada).catch(codeOf)).toBe('invalid');
});

test('a grace that was stored as shorter than relays are silent is read as longer', async () => {
  const west = await stage.people.organisation('west');
  await stage.sql(
    'INSERT INTO org_settings (org_id, version, settings, changed_at) VALUES (?, 1, ?, NOW(3))',
    [west, JSON.stringify({ grace_seconds: 5 })],
  );
  const wes = await stage.people.signIn(await stage.people.admin({ org: 'west' }));
  const { settings } = await call.organisations.readSettings({}, wes);
  expect(settings.grace_seconds).toBe(20);
});

test('the audit log says which settings changed', async () => {
  const root = await stage.people.signIn(await stage.people.superAdmin());
  const { entries } = await call.audit.listEntries({ filter: 'changeSettings' }, root);
  expect(entries.map(({ detail }) => detail)).toContain('seat_limit, origins');
});
