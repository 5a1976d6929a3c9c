import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppError } from '../../internal/contract/errors.ts';
import type { SettingsChange } from '../../internal/contract/settings.ts';
import type { Client } from '../../internal/contract/types.ts';
import type { SignedIn } from '../../internal/testing/people.ts';
import {
  openSite,
  type SigningSite,
  type SiteClaims,
} from '../../internal/testing/signing-site.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { codeOf } from '../testing/account-house.ts';

let stage: Stage;
let call: Client<'web'>;
let ada: SignedIn;
let site: SigningSite;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  call = await stage.call.web();
  ada = await stage.people.signIn(await stage.people.admin());
  site = await openSite(stage, ada);
});
afterAll(() => stage[Symbol.asyncDispose]());

async function enter(claims: SiteClaims, from: SigningSite = site) {
  const tokens = await call.identities.exchangeIdentity({ identity: await from.sign(claims) });
  stage.canaries.note(tokens.token, 'a token');
  stage.canaries.note(tokens.refresh_token, 'a refresh token');
  return tokens.user;
}

async function set(change: SettingsChange): Promise<void> {
  const { version } = await call.organisations.readSettings({}, ada);
  await call.organisations.changeSettings({ version, change }, ada);
}

test('without an e-mail somebody is a guest, the same one each time the site says so', async () => {
  const sub = randomUUID();
  const first = await enter({ sub, name: 'Vera' });
  expect(first).toMatchObject({ name: 'Vera', role: 'user', org: 'main' });
  expect(await enter({ sub, name: 'Vera Brown' })).toEqual({ ...first, name: 'Vera Brown' });
  expect((await enter({ sub: randomUUID(), name: 'Vera' })).id).not.toBe(first.id);
  const nameless = await enter({ sub: randomUUID() });
  expect(nameless.name).toMatch(/^Guest \d+$/);
});

test('two browsers of somebody new at once are one person', async () => {
  const sub = randomUUID();
  const ids = await Promise.all([1, 2, 3, 4].map(async () => (await enter({ sub })).id));
  expect(new Set(ids).size).toBe(1);
});

test('with an e-mail somebody is the account that has it, if its role may come so', async () => {
  const member = await stage.people.account({ email: 'mia@example.com' });
  const claims = { sub: 'mia', email: 'Mia@Example.com' };
  expect(await enter(claims)).toMatchObject({ id: member.id, role: 'member' });
  expect((await enter({ ...claims, role: 'member' })).id).toBe(member.id);
  expect(await enter({ ...claims, role: 'agent' }).catch(codeOf)).toBe('forbidden');
  const agent = await stage.people.agent({ email: 'ali@example.com' });
  const asAgent = { sub: 'ali', email: agent.email };
  expect(await enter(asAgent).catch(codeOf)).toBe('forbidden');
  await set({ identity_roles: ['member', 'agent'] });
  expect((await enter(asAgent)).id).toBe(agent.id);
  await set({ identity_roles: ['member'] });
  expect(await enter(asAgent).catch(codeOf)).toBe('forbidden');
});

test('V4: no site makes anybody an admin, and no signature makes an agent', async () => {
  await set({ identity_creates: true, identity_roles: ['member', 'agent'] });
  const admin = await stage.people.admin();
  expect(await enter({ email: admin.email }).catch(codeOf)).toBe('forbidden');
  const nobody = `${randomUUID()}@example.com`;
  expect(await enter({ email: nobody, role: 'agent' }).catch(codeOf)).toBe('forbidden');
  for (const role of ['admin', 'super_admin', 'automation']) {
    expect(await enter({ email: nobody, role }).catch(codeOf)).toBe('unauthenticated');
  }
  expect(await stage.sql('SELECT id FROM people WHERE email = ?', [nobody])).toEqual([]);
  await set({ identity_creates: false, identity_roles: ['member'] });
});

test('an account is made where the settings allow it, without a password', async () => {
  const email = `${randomUUID()}@example.com`;
  const claims = { sub: 'new-one', email, name: 'Nina' };
  expect(await enter(claims).catch(codeOf)).toBe('forbidden');
  await set({ identity_creates: true });
  const made = await enter(claims);
  expect(made).toMatchObject({ name: 'Nina', role: 'member' });
  expect((await enter(claims)).id).toBe(made.id);
  const acts = await stage.sql(
    'SELECT org_id, actor, action, detail FROM audit WHERE actor_id = ?',
    [made.id],
  );
  const signUp = { action: 'accounts.signUp', detail: 'by a signed identity' };
  expect(acts).toEqual([{ org_id: 'main', actor: `Nina <${email}>`, ...signUp }]);
  await set({ identity_creates: false });
  expect((await enter(claims)).id).toBe(made.id);
  const password = stage.canaries.password();
  expect(await call.logins.signIn({ login: email, password }).catch(codeOf)).toBe(
    'unauthenticated',
  );
});

test('somebody who is switched off stays out, whatever a site signs', async () => {
  const member = await stage.people.account();
  const claims = { sub: randomUUID(), email: member.email };
  await enter(claims);
  await call.accounts.deactivateMember({ id: member.id }, ada);
  expect(await enter(claims).catch(codeOf)).toBe('forbidden');
});

test('W1: an e-mail merges nobody, neither two people nor a guest and an account', async () => {
  const member = await stage.people.account();
  const sub = randomUUID();
  const guest = await enter({ sub });
  const account = await enter({ sub, email: member.email });
  expect(account.id).toBe(member.id);
  expect((await enter({ sub })).id).toBe(guest.id);
  expect(await enter({ sub: randomUUID(), email: member.email }).catch(codeOf)).toBe('forbidden');
});

test('W1: a name or an e-mail that somebody types finds nobody', async () => {
  const member = await stage.people.account({ name: 'Known Customer' });
  const typed = { nickname: member.name, email: member.email };
  const tokens = await call.logins.startVisitor(typed);
  stage.canaries.note(tokens.token, 'a token');
  stage.canaries.note(tokens.refresh_token, 'a refresh token');
  expect(tokens.user).toMatchObject({ name: member.name, role: 'user' });
  expect(tokens.user.id).not.toBe(member.id);
  const [row] = await stage.sql('SELECT email, contact_email FROM people WHERE id = ?', [
    tokens.user.id,
  ]);
  expect(row).toEqual({ email: null, contact_email: member.email });
});

test('two keys are live at once, of either kind, and a third is one too many', async () => {
  const second = await openSite(stage, ada, 'main', 'EdDSA');
  const sub = randomUUID();
  const { id } = await enter({ sub });
  expect((await enter({ sub }, second)).id).toBe(id);
  const third = openSite(stage, ada);
  expect(await third.catch(codeOf)).toBe('conflict');
  const { keys } = await call.identities.listIdentityKeys({}, ada);
  expect(keys.map(({ algorithm, state }) => `${algorithm} ${state}`)).toEqual([
    'EdDSA live',
    'HS256 live',
  ]);
  await call.identities.revokeIdentityKey({ id: second.keyId }, ada);
  expect(await enter({ sub }, second).catch(codeOf)).toBe('unauthenticated');
  expect((await enter({ sub })).id).toBe(id);
});

test.each([
  ['nothing', ''],
  ['an RSA key', '{"kty":"RSA","n":"AQAB","e":"AQAB"}'],
  ['a private key', '{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}'],
  ['another curve', '{"kty":"OKP","crv":"X25519","x":"AA"}'],
])('%s is no key that a site could sign with', async (_, public_key) => {
  const wish = { algorithm: 'EdDSA', name: 'Wrong', public_key } as const;
  const fieldsOf = (error: AppError) => [error.code, Object.keys(error.fields ?? {})];
  const adding = call.identities.addIdentityKey(wish, ada).catch(fieldsOf);
  expect(await adding).toEqual(['invalid', ['public_key']]);
});

test('the settings say whether guests come in, and with what', async () => {
  await set({ who_may_chat: 'members' });
  expect(await call.logins.startVisitor({}).catch(codeOf)).toBe('forbidden');
  expect(await enter({}).catch(codeOf)).toBe('forbidden');
  await set({ who_may_chat: 'guests_with_email' });
  const lacking = call.logins.startVisitor({});
  await expect(lacking).rejects.toMatchObject({ fields: { email: 'is missing' } });
  const tokens = await call.logins.startVisitor({ email: 'vera@example.com' });
  stage.canaries.note(tokens.token, 'a token');
  stage.canaries.note(tokens.refresh_token, 'a refresh token');
  await set({ who_may_chat: 'guests' });
});
