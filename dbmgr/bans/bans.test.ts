import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../internal/contract/types.ts';
import type { SignedIn } from '../../internal/testing/people.ts';
import { openSite, type SigningSite } from '../../internal/testing/signing-site.ts';
import { openSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { codeOf, somewhere } from '../testing/account-house.ts';

let stage: Stage;
let call: Client<'web'>;
let relay: Client<'relay'>;
let relayUrl: string;
let ada: SignedIn;
let site: SigningSite;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  relayUrl = (await stage.startRelay()).url;
  call = await stage.call.web();
  relay = await stage.call.relay();
  ada = await stage.people.signIn(await stage.people.admin());
  site = await openSite(stage, ada);
});
afterAll(() => stage[Symbol.asyncDispose]());

type Guest = { id: string; login: string; token: string; refresh: string };

function note(tokens: { token: string; refresh_token: string; user: { id: string } }): Guest {
  const { token, refresh_token: refresh, user } = tokens;
  stage.canaries.note(token, 'a token');
  stage.canaries.note(refresh, 'a refresh token');
  const claims = Buffer.from(token.split('.')[1]!, 'base64url').toString();
  return { id: user.id, login: (JSON.parse(claims) as { lid: string }).lid, token, refresh };
}

/** Somebody without an account, from an address. */
const come = async (address: string, org?: string) =>
  note(await call.logins.startVisitor(org ? { org } : {}, { address }));

const comeAs = async (sub: string, address: string) =>
  note(await call.identities.exchangeIdentity({ identity: await site.sign({ sub }) }, { address }));

/** How a ban ended, for whoever is no driven clock: its time is put into the past. */
const endBan = (id: string) =>
  stage.sql('UPDATE bans SET until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?', [id]);

test('R6: who is banned is out at once, and nothing of theirs is good', async () => {
  const guest = await come(somewhere());
  const started = await relay.conversations.startConversation({ with: 'person' }, guest);
  using first = await openSocket(relayUrl);
  await first.hello(guest.token);
  using second = await openSocket(relayUrl);
  await second.hello(guest.token);
  const { ban } = await call.bans.banGuest({ id: guest.id, minutes: 10, reason: 'Spam' }, ada);
  expect(ban).toMatchObject({ guest: { id: guest.id }, reason: 'Spam', state: 'on' });
  expect((await first.closed).code).toBe(4403);
  expect((await second.closed).code).toBe(4403);
  expect(await call.logins.readLogin({}, guest).catch(codeOf)).toBe('unauthenticated');
  const refreshing = call.logins.refresh({ refresh_token: guest.refresh });
  expect(await refreshing.catch(codeOf)).toBe('unauthenticated');
  const [talk] = await stage.sql('SELECT state FROM conversations WHERE channel_id = ?', [
    started.channel.id,
  ]);
  expect(talk).toEqual({ state: 'closed' });
  const { waiting } = await relay.conversations.listWaiting(
    {},
    await stage.people.signIn(await stage.people.agent()),
  );
  expect(waiting.map((entry) => entry.conversation.channel_id)).not.toContain(started.channel.id);
});

test('the address stays banned for the time given, for guests of this organisation', async () => {
  const address = somewhere();
  const guest = await come(address);
  const { ban } = await call.bans.banGuest({ id: guest.id, minutes: 10 }, ada);
  expect(ban.address).toBe(address);
  expect(await come(address).catch(codeOf)).toBe('forbidden');
  await come(somewhere());
  const north = await stage.people.organisation('north');
  await come(address, north);
  const staff = await stage.people.account();
  const { email: login, password } = staff;
  const entered = await call.logins.signIn({ login, password }, { address });
  stage.canaries.note(entered.device, 'a device');
  note(entered.tokens);
  await endBan(ban.id);
  await come(address);
});

test('one who comes from a neighbour address of the same subscriber is banned, too', async () => {
  const guest = await come('2001:db8:1:2::1');
  await call.bans.banGuest({ id: guest.id, minutes: 10 }, ada);
  expect(await come('2001:db8:1:2:ffff::9').catch(codeOf)).toBe('forbidden');
  await come('2001:db8:1:3::1');
});

test('the identity stays banned wherever it comes from, and then is who it was', async () => {
  const sub = randomUUID();
  const guest = await comeAs(sub, somewhere());
  const { ban } = await call.bans.banGuest({ id: guest.id, minutes: 10 }, ada);
  expect(await comeAs(sub, somewhere()).catch(codeOf)).toBe('forbidden');
  await endBan(ban.id);
  expect((await comeAs(sub, somewhere())).id).toBe(guest.id);
});

test('a ban is lifted by an admin, once, and what was done is written down', async () => {
  const address = somewhere();
  const guest = await come(address);
  const { ban } = await call.bans.banGuest({ id: guest.id, minutes: 60, reason: 'Rude' }, ada);
  expect((await call.bans.liftBan({ id: ban.id }, ada)).ban.state).toBe('lifted');
  expect((await call.bans.liftBan({ id: ban.id }, ada)).ban.state).toBe('lifted');
  await come(address);
  const root = await stage.people.signIn(await stage.people.superAdmin());
  const { entries } = await call.audit.listEntries({ filter: 'bans' }, root);
  const lifted = entries.filter(({ action }) => action === 'bans.liftBan');
  expect(lifted).toHaveLength(1);
  const details = entries.map(({ action, detail }) => `${action} ${detail}`);
  expect(details).toContain('bans.banGuest 60 minutes: Rude');
});

test('an agent bans with the right that an admin gave, and not without', async () => {
  const staff = await stage.people.agent();
  const agent = await stage.people.signIn(staff);
  const guest = await come(somewhere());
  const wish = { id: guest.id, minutes: 5 };
  expect(await call.bans.banGuest(wish, agent).catch(codeOf)).toBe('forbidden');
  await call.bans.allowBans({ id: staff.id, allowed: true }, ada);
  const { ban } = await call.bans.banGuest(wish, agent);
  expect(ban.made_by).toBe(staff.name);
  // Their own they take back, and no other.
  const other = await call.bans.banGuest({ id: (await come(somewhere())).id, minutes: 5 }, ada);
  expect(await call.bans.liftBan({ id: other.ban.id }, agent).catch(codeOf)).toBe('forbidden');
  expect((await call.bans.liftBan({ id: ban.id }, agent)).ban.state).toBe('lifted');
  expect(await call.bans.listBans({}, agent).catch(codeOf)).toBe('forbidden');
  await call.bans.allowBans({ id: staff.id, allowed: false }, ada);
  const another = { id: (await come(somewhere())).id, minutes: 5 };
  expect(await call.bans.banGuest(another, agent).catch(codeOf)).toBe('forbidden');
});

test('A4: nobody bans somebody with an account, or a guest of another organisation', async () => {
  const member = await stage.people.account();
  const agent = await stage.people.agent();
  const foreign = await come(somewhere(), await stage.people.organisation('east'));
  for (const id of [member.id, agent.id, foreign.id, randomUUID()]) {
    expect(await call.bans.banGuest({ id, minutes: 5 }, ada).catch(codeOf)).toBe('not_found');
  }
  await call.logins.readLogin({}, foreign);
});

test('only the address of the one who is banned is, and only if that is wished', async () => {
  const address = somewhere();
  const guest = await come(address);
  const wish = { id: guest.id, minutes: 5, address: false };
  expect((await call.bans.banGuest(wish, ada)).ban.address).toBeNull();
  await come(address);
});

test('where a guest came back from is what is banned, and that they did is seen', async () => {
  const [first, second, third] = [somewhere(), somewhere(), somewhere()];
  const guest = await come(first);
  await stage.sql(
    'UPDATE people SET last_login_at = last_login_at - INTERVAL 3 WEEK WHERE id = ?',
    [guest.id],
  );
  const find = async () =>
    (await call.bans.listGuests({}, ada)).guests.find(({ id }) => id === guest.id);
  expect(await find()).toBeUndefined();
  const wish = { refresh_token: guest.refresh };
  note(await call.logins.refresh(wish, { address: second }));
  expect(await find()).toMatchObject({ address: second });
  await relay.desks.noteVisit({ page: 'https://shop.example.org/' }, { ...guest, address: third });
  expect(await find()).toMatchObject({ address: third });
  const { ban } = await call.bans.banGuest({ id: guest.id, minutes: 5 }, ada);
  expect(ban.address).toBe(third);
  await come(first);
  expect(await come(third).catch(codeOf)).toBe('forbidden');
});

test('an admin sees bans, and the guests who were there lately', async () => {
  const address = somewhere();
  const guest = await come(address);
  const find = async () =>
    (await call.bans.listGuests({}, ada)).guests.find(({ id }) => id === guest.id);
  expect(await find()).toMatchObject({ address, banned: false });
  const { ban } = await call.bans.banGuest({ id: guest.id, minutes: 5 }, ada);
  expect(await find()).toMatchObject({ banned: true });
  const { bans, more } = await call.bans.listBans({ limit: 1 }, ada);
  expect(bans).toEqual([ban]);
  expect(more).toBe(true);
  const next = await call.bans.listBans({ before: ban.id }, ada);
  expect(next.bans.map(({ id }) => id)).not.toContain(ban.id);
  const nora = await stage.people.signIn(await stage.people.admin({ org: 'north' }));
  expect(await call.bans.listBans({}, nora)).toEqual({ bans: [], more: false });
  const guests = (await call.bans.listGuests({}, nora)).guests.map(({ id }) => id);
  expect(guests).not.toContain(guest.id);
});
