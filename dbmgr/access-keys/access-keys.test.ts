import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleSubscriptions, subscribeEvent } from '../../internal/bus/events.ts';
import type { Scope } from '../../internal/contract/scopes.ts';
import type { Client } from '../../internal/contract/types.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { codeOf, type NewMember, signUpMember } from '../testing/account-house.ts';

let stage: Stage;
let call: Client<'web'>;
let relay: Client<'relay'>;
let ada: NewMember;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  call = await stage.call.web();
  relay = await stage.call.relay();
  ada = await signUpMember(stage, call);
});
afterAll(() => stage[Symbol.asyncDispose]());

async function make(scopes: Scope[], by: { login: string } = ada) {
  const wish = { name: 'A program', scopes };
  const { key, token } = await call.accessKeys.createKey(wish, { login: by.login });
  stage.canaries.note(token, 'an access key');
  const { login } = await call.accessKeys.useKey({ key: token });
  return { ...key, token, login };
}

test('V3: a key is shown once, stored hashed, known by its prefix and its last use', async () => {
  const key = await make(['teams:read', 'messages:read']);
  expect(key.token).toMatch(/^ntr_[A-Za-z0-9_-]{43}$/);
  expect(key.token.startsWith(key.prefix)).toBe(true);
  expect(key.prefix).toHaveLength(10);
  const rows = await stage.sql('SELECT * FROM access_keys');
  expect(JSON.stringify(rows)).not.toContain(key.token.slice(10));
  const { keys } = await call.accessKeys.listKeys({}, { login: ada.login });
  expect(JSON.stringify(keys)).not.toContain(key.token.slice(10));
  expect(keys[0]).toMatchObject({ id: key.id, state: 'good', scopes: key.scopes });
  expect(Date.now() - Date.parse(keys[0]!.used_at ?? '')).toBeLessThan(60_000);
  const days = (Date.parse(key.expires_at) - Date.parse(key.made_at)) / 86_400_000;
  expect(days).toBe(90);
});

test('V3: a key does what its scopes name and nothing else', async () => {
  const { login } = await make(['messages:read']);
  const as = { login };
  expect((await call.logins.validate({}, as)).scopes).toEqual(['messages:read']);
  expect((await call.logins.issueToken({}, as)).user.id).toBe(ada.id);
  const refused: Promise<unknown>[] = [
    call.logins.readLogin({}, as),
    call.logins.endLogin({}, as),
    call.agents.goOnline({}, as),
    call.admins.listAdmins({}, as),
    call.accounts.listMembers({}, as),
    relay.conversations.startConversation({ with: 'person' }, as),
  ];
  const codes = await Promise.all(refused.map((attempt) => attempt.catch(codeOf)));
  expect(codes).toEqual(refused.map(() => 'forbidden'));
});

test('V4: a key makes no keys, changes no password and does not widen itself', async () => {
  const boss = await stage.people.signIn(await stage.people.admin());
  const { login, id } = await make(['profile:read'], boss);
  const as = { login };
  const password = stage.canaries.password();
  const refused: Promise<unknown>[] = [
    call.accessKeys.createKey({ name: 'Wider', scopes: ['teams:write'] }, as),
    call.accessKeys.listKeys({}, as),
    call.accessKeys.revokeKey({ id }, as),
    call.logins.changePassword({ current: password, password: `${password}-` }, as),
    call.accounts.makeInvite({}, as),
    call.accounts.changeSignup({ mode: 'off' }, as),
  ];
  const codes = await Promise.all(refused.map((attempt) => attempt.catch(codeOf)));
  expect(codes).toEqual(refused.map(() => 'forbidden'));
  const [row] = await stage.sql('SELECT scopes FROM logins WHERE id = ?', [login]);
  expect(row).toEqual({ scopes: 'profile:read' });
});

test('V3: without messages:write nothing is sent, without messages:read no socket opens', async () => {
  const reader = await make(['messages:read']);
  const writer = await make(['messages:write']);
  const join = (login: string) => relay.channels.joinSockets({ joins: [{ login, others: [] }] });
  expect((await join(reader.login)).joined[0]?.login.user.id).toBe(ada.id);
  expect((await join(writer.login)).joined).toEqual([null]);
  const send = async (login: string) => {
    const message = {
      login,
      channel_id: randomUUID(),
      id: randomUUID(),
      to: '*',
      type: 'text' as const,
      data: stage.canaries.text(),
    };
    return (await relay.messages.sendMessages({ messages: [message] })).results[0];
  };
  expect(await send(reader.login)).toMatchObject({ code: 'forbidden' });
  expect(await send(writer.login)).toMatchObject({ code: 'not_found' });
});

test('V3: a revoked, an expired and an unknown key are nobody’s at once', async () => {
  const events: object[] = [];
  const bus = await stage.bus('relay');
  subscribeEvent(bus, 'logins', 'loginsEnded', ada.id, (event) => void events.push(event));
  await settleSubscriptions(bus);
  const [revoked, expired] = [await make(['teams:read']), await make(['teams:read'])];
  await call.accessKeys.revokeKey({ id: revoked.id }, { login: ada.login });
  await call.accessKeys.revokeKey({ id: revoked.id }, { login: ada.login });
  await stage.sql('UPDATE logins SET expires_at = UTC_TIMESTAMP(3) WHERE id = ?', [expired.login]);
  for (const { token, login } of [revoked, expired]) {
    expect(await call.accessKeys.useKey({ key: token }).catch(codeOf)).toBe('unauthenticated');
    expect(await call.logins.validate({}, { login }).catch(codeOf)).toBe('unauthenticated');
  }
  for (const key of ['', 'ntr_x', `ntr_${'x'.repeat(43)}`, hashOf(revoked.token)]) {
    expect(await call.accessKeys.useKey({ key }).catch(codeOf)).toBe('unauthenticated');
  }
  await expect
    .poll(() => events)
    .toEqual([{ person: ada.id, logins: [revoked.login], reason: 'key_revoked' }]);
});

test('L11: keys end with their person’s account and with a new password', async () => {
  const bob = await signUpMember(stage, call);
  const key = await make(['teams:read'], bob);
  const fresh = stage.canaries.password();
  await call.logins.changePassword(
    { current: bob.password, password: fresh },
    { login: bob.login },
  );
  expect(await call.accessKeys.useKey({ key: key.token }).catch(codeOf)).toBe('unauthenticated');
  const { keys } = await call.accessKeys.listKeys({}, { login: bob.login });
  expect(keys).toMatchObject([{ id: key.id, state: 'revoked' }]);
  const second = await make(['teams:read'], bob);
  await stage.sql('UPDATE people SET active = FALSE WHERE id = ?', [bob.id]);
  expect(await call.accessKeys.useKey({ key: second.token }).catch(codeOf)).toBe('unauthenticated');
});

test('the use of a key does not move its end', async () => {
  const key = await make(['messages:read']);
  await stage.sql('UPDATE logins SET used_at = used_at - INTERVAL 1 HOUR WHERE id = ?', [
    key.login,
  ]);
  await call.logins.validate({}, { login: key.login });
  const { expires_at: end } = await call.accessKeys.useKey({ key: key.token });
  expect(end).toBe(key.expires_at);
});

test('V5: a wish for a key that comes twice makes one, and both answers name its token', async () => {
  const as = { login: ada.login, idempotency: 'a'.repeat(64) };
  const wish = { name: 'Once', scopes: ['teams:read' as const] };
  const [first, again] = [
    await call.accessKeys.createKey(wish, as),
    await call.accessKeys.createKey(wish, as),
  ];
  stage.canaries.note(first.token, 'an access key');
  expect(again).toEqual(first);
  const kept = await stage.sql('SELECT output FROM idempotency_keys');
  expect(JSON.stringify(kept)).not.toContain(first.token.slice(10));
});

test('nobody has more than fifty keys, and visitors have none', async () => {
  const eve = await signUpMember(stage, call);
  for (let i = 0; i < 50; i++) await make(['teams:read'], eve);
  expect(await make(['teams:read'], eve).catch(codeOf)).toBe('conflict');
  expect(await make(['teams:read'], await stage.people.visitor()).catch(codeOf)).toBe('forbidden');
  const wide = { name: 'Wide', scopes: ['admin'] as unknown as Scope[] };
  expect(await call.accessKeys.createKey(wide, { login: ada.login }).catch(codeOf)).toBe('invalid');
});

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
