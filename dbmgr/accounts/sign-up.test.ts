import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppError } from '../../internal/contract/errors.ts';
import type { Client } from '../../internal/contract/types.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import type { StartedDbmgr } from '../../internal/testing/starters.ts';
import { codeOf, signUpFields, signUpMember, somewhere } from '../testing/account-house.ts';

let stage: Stage;
let dbmgr: StartedDbmgr;
let call: Client<'web'>;
let admin: { login: string };
beforeAll(async () => {
  stage = await openStage();
  dbmgr = await stage.startDbmgr();
  call = await stage.call.web();
  admin = await stage.people.signIn(await stage.people.admin());
});
afterAll(() => stage[Symbol.asyncDispose]());

const as = () => ({ login: admin.login });
const hashes = () => dbmgr.metrics.total('natter_password_hashes_total');
const nickOf = async (id: string) =>
  (await stage.sql('SELECT nick FROM people WHERE id = ?', [id]))[0]?.nick;

test('whoever signs up is a member, signed in, and comes back by e-mail or nickname', async () => {
  const zoe = await signUpMember(stage, call, { name: 'Zoë Brown-Smith' });
  const { user } = await call.logins.validate({}, { login: zoe.login });
  expect(user).toEqual({ id: zoe.id, name: 'Zoë Brown-Smith', role: 'member', org: 'main' });
  for (const login of [zoe.email, zoe.email.toUpperCase(), 'zoe.brown-smith', 'Zoe.Brown-SMITH']) {
    const again = await call.logins.signIn({ login, password: zoe.password });
    expect(again.login.user.id).toBe(zoe.id);
  }
  const days = (await stage.sql(
    'SELECT TIMESTAMPDIFF(DAY, used_at, expires_at) AS days FROM logins WHERE id = ?',
    [zoe.login],
  )) as { days: number }[];
  expect(days).toEqual([{ days: 30 }]);
});

test('nicknames are made of names, and each is somebody’s alone', async () => {
  const first = await signUpMember(stage, call, { name: 'Ada' });
  const second = await signUpMember(stage, call, { name: 'ada' });
  const chinese = await signUpMember(stage, call, { name: '王小明' });
  expect(await Promise.all([first, second, chinese].map(({ id }) => nickOf(id)))).toEqual([
    'ada',
    'ada2',
    'member',
  ]);
  const wanted = signUpFields(stage, { nick: 'ADA' });
  const refusal: unknown = await call.accounts
    .signUp(wanted, { address: somewhere() })
    .catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'conflict', fields: { nick: 'is taken' } });
  const many = await Promise.all(
    Array.from({ length: 8 }, () => signUpMember(stage, call, { name: 'Twin' })),
  );
  const nicks = await Promise.all(many.map(({ id }) => nickOf(id)));
  expect(new Set(nicks).size).toBe(8);
});

test('nobody is called by the word for everybody, or by nothing that can be seen', async () => {
  const all = await signUpMember(stage, call, { name: 'All' });
  expect(await nickOf(all.id)).toBe('all2');
  const ask = (more: object) =>
    call.accounts.signUp(signUpFields(stage, more), { address: somewhere() }).catch(codeOf);
  expect(await ask({ nick: 'ALL' })).toBe('invalid');
  for (const name of ['\u200b', '\u3164', '\u2800 \u00ad', 'Ada\u061c', 'Ada\u202e']) {
    expect([name, await ask({ name })]).toEqual([name, 'invalid']);
  }
  expect(await ask({ name: '👩‍🚀' })).toMatchObject({ device: expect.any(String) as string });
});

test('L6: an address is taken in every spelling of it', async () => {
  const ada = await signUpMember(stage, call);
  for (const email of [
    ada.email,
    ada.email.toUpperCase(),
    ` ${ada.email} `,
    `ｍ${ada.email.slice(1)}`,
  ]) {
    const fields = signUpFields(stage, { email });
    expect(await call.accounts.signUp(fields, { address: somewhere() }).catch(codeOf)).toBe(
      'conflict',
    );
  }
});

test('L1: that an address is taken costs a hash to learn, and then a growing wait', async () => {
  const ada = await signUpMember(stage, call);
  const address = somewhere();
  const ask = (email: string) =>
    call.accounts.signUp(signUpFields(stage, { email }), { address }).catch((e: AppError) => e);
  const before = await hashes();
  for (let i = 0; i < 3; i++) expect(await ask(ada.email)).toMatchObject({ code: 'conflict' });
  expect(await hashes()).toBe(before + 3);
  const blocked = await ask('somebody-else@example.com');
  expect(blocked).toMatchObject({ code: 'rate_limited' });
  expect((blocked as AppError).retryMs).toBeGreaterThan(0);
  expect(await hashes()).toBe(before + 3);
});

test('an organisation that takes nobody, or only the invited, says so', async () => {
  const open = () => call.accounts.signUp(signUpFields(stage), { address: somewhere() });
  for (const mode of ['off', 'invite'] as const) {
    await call.accounts.changeSignup({ mode }, as());
    expect(await call.accounts.readSignup({}, as())).toEqual({ mode });
    expect(await call.accounts.checkSignup({})).toEqual({ mode, invite: null });
    expect(await open().catch(codeOf)).toBe('forbidden');
  }
  const { secret } = await call.accounts.makeInvite({ note: 'for Ada' }, as());
  await call.accounts.changeSignup({ mode: 'off' }, as());
  const invited = () => signUpMember(stage, call, { invite: secret });
  expect(await invited().catch(codeOf)).toBe('forbidden');
  await call.accounts.changeSignup({ mode: 'invite' }, as());
  expect(await invited()).toMatchObject({ login: expect.any(String) as string });
  await call.accounts.changeSignup({ mode: 'open' }, as());
  const entries = await stage.sql(
    "SELECT detail FROM audit WHERE action = 'accounts.changeSignup' ORDER BY id",
  );
  expect(entries.map(({ detail }) => detail)).toEqual([
    'open before, off now',
    'off before, invite now',
    'invite before, off now',
    'off before, invite now',
    'invite before, open now',
  ]);
});

test('L9: of fifty who use one invitation at once, one gets in', async () => {
  const { invite, secret } = await call.accounts.makeInvite({}, as());
  const [stored] = await stage.sql('SELECT hash FROM invites WHERE id = ?', [invite.id]);
  expect(stored?.hash).not.toContain(secret);
  const tries = Array.from({ length: 50 }, () =>
    signUpMember(stage, call, { invite: secret }).then(() => 'in', codeOf),
  );
  const outcomes = await Promise.all(tries);
  expect(outcomes.filter((outcome) => outcome === 'in')).toHaveLength(1);
  const others = new Set(outcomes.filter((outcome) => outcome !== 'in'));
  expect([...others].every((code) => ['conflict', 'rate_limited'].includes(code))).toBe(true);
  expect(await call.accounts.checkSignup({ invite: secret })).toMatchObject({ invite: 'used' });
  const { invites } = await call.accounts.listInvites({}, as());
  const listed = invites.find(({ id }) => id === invite.id);
  expect(listed).toMatchObject({ state: 'used', used_by: { name: expect.any(String) as string } });
  expect(await call.accounts.revokeInvite({ id: invite.id }, as()).catch(codeOf)).toBe('conflict');
});

test('an invitation that was revoked, ran out or is another organisation’s fails', async () => {
  const make = () => call.accounts.makeInvite({}, as());
  const [revoked, expired, foreign] = [await make(), await make(), await make()];
  await call.accounts.revokeInvite({ id: revoked.invite.id }, as());
  await stage.sql('UPDATE invites SET expires_at = UTC_TIMESTAMP(3) WHERE id = ?', [
    expired.invite.id,
  ]);
  await stage.people.organisation('next-door');
  for (const { secret } of [revoked, expired]) {
    expect(await signUpMember(stage, call, { invite: secret }).catch(codeOf)).toBe('not_found');
  }
  const next = { invite: foreign.secret, org: 'next-door' };
  expect(await signUpMember(stage, call, next).catch(codeOf)).toBe('not_found');
  expect(await signUpMember(stage, call, { invite: 'x' }).catch(codeOf)).toBe('not_found');
  expect(await signUpMember(stage, call, { org: 'nowhere' }).catch(codeOf)).toBe('not_found');
});

test('an invitation leads into its own organisation, whether or not that is named', async () => {
  const org = await stage.people.organisation('across-the-road');
  const boss = await stage.people.signIn(await stage.people.admin({ org }));
  const make = () => call.accounts.makeInvite({}, { login: boss.login });
  await stage.sql("UPDATE orgs SET signup = 'invite' WHERE id = ?", [org]);
  const { secret } = await make();
  expect(await call.accounts.checkSignup({ invite: secret })).toEqual({
    mode: 'invite',
    invite: 'good',
  });
  const newcomer = await signUpMember(stage, call, { invite: secret });
  expect((await call.logins.validate({}, { login: newcomer.login })).user.org).toBe(org);
  const other = await make();
  const wrong = { invite: other.secret, org: 'main' };
  expect(await signUpMember(stage, call, wrong).catch(codeOf)).toBe('not_found');
});

test('L11: a member who is switched off is out everywhere, and in when switched on', async () => {
  const bob = await signUpMember(stage, call, { name: 'Bob Marsh' });
  const { members } = await call.accounts.listMembers({ filter: 'marsh' }, as());
  expect(members).toMatchObject([{ id: bob.id, nick: 'bob.marsh', active: true }]);
  await call.accounts.deactivateMember({ id: bob.id }, as());
  expect(await call.logins.validate({}, { login: bob.login }).catch(codeOf)).toBe(
    'unauthenticated',
  );
  const signIn = () => call.logins.signIn({ login: bob.email, password: bob.password });
  expect(await signIn().catch(codeOf)).toBe('unauthenticated');
  await call.accounts.activateMember({ id: bob.id }, as());
  expect((await signIn()).login.user.id).toBe(bob.id);
});

test('members are listed newest first, page by page', async () => {
  for (let i = 0; i < 3; i++) await signUpMember(stage, call, { name: `Paged ${i}` });
  const wish = { filter: 'paged', limit: 2 };
  const first = await call.accounts.listMembers(wish, as());
  expect(first.members.map(({ name }) => name)).toEqual(['Paged 2', 'Paged 1']);
  expect(first.more).toBe(true);
  const before = first.members[1]!.id;
  const second = await call.accounts.listMembers({ ...wish, before }, as());
  expect(second.members.map(({ name }) => name)).toEqual(['Paged 0']);
  expect(second.more).toBe(false);
});
