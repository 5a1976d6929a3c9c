import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../internal/contract/types.ts';
import type { SignedIn } from '../../internal/testing/people.ts';
import {
  openSite,
  type SigningSite,
  type SiteClaims,
} from '../../internal/testing/signing-site.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { linesOf, say, startTalk, type Talk } from '../../internal/testing/talks.ts';
import { codeOf } from '../testing/account-house.ts';

let stage: Stage;
let call: Client<'web'>;
let relay: Client<'relay'>;
let ada: SignedIn;
let site: SigningSite;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  call = await stage.call.web();
  relay = await stage.call.relay();
  ada = await stage.people.signIn(await stage.people.admin());
  site = await openSite(stage, ada);
});
afterAll(() => stage[Symbol.asyncDispose]());

/** Becomes known in the browser that was `login` until now. */
async function become(claims: SiteClaims, login?: string) {
  const identity = await site.sign(claims);
  const tokens = await call.identities.exchangeIdentity({ identity }, login ? { login } : {});
  stage.canaries.note(tokens.token, 'a token');
  stage.canaries.note(tokens.refresh_token, 'a refresh token');
  const { lid } = JSON.parse(Buffer.from(tokens.token.split('.')[1]!, 'base64url').toString()) as {
    lid: string;
  };
  return { login: lid, id: tokens.user.id, name: tokens.user.name };
}

async function channelsOf(login: string): Promise<string[]> {
  const { channels } = await relay.channels.joinChannels({}, { login });
  return channels.map(({ id }) => id);
}

async function talking(text: string): Promise<Talk> {
  const talk = await startTalk(stage, 'person');
  await say(stage, talk, stage.canaries.text(text));
  return talk;
}

test('a visitor who becomes known keeps the conversation of this browser', async () => {
  const talk = await talking('before');
  const known = await become({ sub: randomUUID(), name: 'Vera' }, talk.visitor.login);
  expect(known).toMatchObject({ id: talk.visitor.id, name: 'Vera' });
  expect(await channelsOf(known.login)).toEqual([talk.channelId]);
  expect(await call.logins.readLogin({}, talk.visitor).catch(codeOf)).toBe('unauthenticated');
  const visitor = { ...talk.visitor, login: known.login };
  await say(stage, { ...talk, visitor }, stage.canaries.text('after'));
  expect(await linesOf(stage, talk)).toHaveLength(2);
});

test('whom the site knew already takes the conversation over, with what was said', async () => {
  const sub = randomUUID();
  const home = await become({ sub, name: 'Vera' });
  const talk = await talking('before');
  const agent = await stage.people.signIn(await stage.people.agent());
  await call.agents.goOnline({}, agent);
  const known = await become({ sub, name: 'Vera' }, talk.visitor.login);
  expect(known.id).toBe(home.id);
  expect(await channelsOf(known.login)).toEqual([talk.channelId]);
  const { waiting } = await relay.conversations.listWaiting({}, agent);
  expect(waiting.map(({ conversation }) => conversation.visitor)).toContainEqual({
    id: home.id,
    name: 'Vera',
  });
  const visitor = { ...talk.visitor, login: known.login, id: known.id };
  await say(stage, { ...talk, visitor }, stage.canaries.text('after'));
  const senders = await stage.sql('SELECT DISTINCT sender_id FROM messages WHERE channel_id = ?', [
    talk.channelId,
  ]);
  expect(senders).toEqual([{ sender_id: home.id }]);
  expect(await channelsOf(talk.visitor.login).catch(codeOf)).toBe('unauthenticated');
});

test('where a visitor wished to be written to goes along, and replaces nothing', async () => {
  const sub = randomUUID();
  const home = await become({ sub, name: 'Vera' });
  const addressOf = async (id: string) => {
    const [row] = await stage.sql<{ contact_email: string | null }>(
      'SELECT contact_email FROM people WHERE id = ?',
      [id],
    );
    return row!.contact_email;
  };
  for (const email of ['first@example.org', 'second@example.org']) {
    const { visitor } = await talking('before');
    await stage.sql('UPDATE people SET contact_email = ? WHERE id = ?', [email, visitor.id]);
    await become({ sub, name: 'Vera' }, visitor.login);
    expect(await addressOf(home.id)).toBe('first@example.org');
    expect(await addressOf(visitor.id)).toBeNull();
  }
});

test('whom the site knew comes in, also when what they said here is kept no longer', async () => {
  const sub = randomUUID();
  const home = await become({ sub, name: 'Vera' });
  const talk = await talking('long ago');
  await relay.conversations.closeConversation({ channel_id: talk.channelId }, talk.visitor);
  await stage.sql('DELETE FROM members WHERE channel_id = ?', [talk.channelId]);
  await stage.sql('DELETE FROM messages WHERE channel_id = ?', [talk.channelId]);
  await stage.sql('DELETE FROM channels WHERE id = ?', [talk.channelId]);
  await stage.sql('UPDATE conversations SET cleared_at = NOW(3) WHERE channel_id = ?', [
    talk.channelId,
  ]);
  const known = await become({ sub, name: 'Vera' }, talk.visitor.login);
  expect(known.id).toBe(home.id);
});

test('somebody with a conversation at home keeps it beside the one of this browser', async () => {
  const sub = randomUUID();
  const first = await talking('at home');
  const home = await become({ sub }, first.visitor.login);
  const second = await talking('elsewhere');
  const known = await become({ sub }, second.visitor.login);
  expect(known.id).toBe(home.id);
  const both = [first.channelId, second.channelId];
  expect(new Set(await channelsOf(known.login))).toEqual(new Set(both));
});

test('a member takes the conversation over, too', async () => {
  const member = await stage.people.account();
  const talk = await talking('before');
  const known = await become({ sub: randomUUID(), email: member.email }, talk.visitor.login);
  expect(known.id).toBe(member.id);
  expect(await channelsOf(known.login)).toContain(talk.channelId);
});

test('W7: what somebody known did in this browser is not the next one’s', async () => {
  const talk = await talking('of A');
  const a = await become({ sub: randomUUID(), name: 'A' }, talk.visitor.login);
  const b = await become({ sub: randomUUID(), name: 'B' }, a.login);
  expect(b.id).not.toBe(a.id);
  expect(await channelsOf(b.login)).toEqual([]);
  expect(await channelsOf(a.login).catch(codeOf)).toBe('unauthenticated');
  const page = { channel_id: talk.channelId, after: 0, limit: 50 };
  expect(await relay.channels.readPage(page, { login: b.login }).catch(codeOf)).toBe('not_found');
  const again = await become({ sub: randomUUID() }, b.login);
  expect(await channelsOf(again.login)).toEqual([]);
});

test('W10: whoever comes with nothing is somebody new, never somebody shared', async () => {
  const ids = new Set<string>();
  for (let count = 0; count < 3; count++) ids.add((await stage.people.visitor()).id);
  const known = await become({ sub: randomUUID() });
  ids.add(known.id);
  ids.add((await become({ sub: randomUUID() }, 'no-login-at-all')).id);
  ids.add((await become({ sub: randomUUID() }, undefined)).id);
  expect(ids.size).toBe(6);
});

test('W3: a conversation is not to be had by the login of another organisation', async () => {
  const talk = await talking('of main');
  await stage.people.organisation('north');
  const nora = await stage.people.signIn(await stage.people.admin({ org: 'north' }));
  const north = await openSite(stage, nora, 'north');
  const identity = await north.sign();
  const tokens = await call.identities.exchangeIdentity({ identity }, talk.visitor);
  stage.canaries.note(tokens.token, 'a token');
  stage.canaries.note(tokens.refresh_token, 'a refresh token');
  expect(tokens.user).toMatchObject({ org: 'north' });
  expect(tokens.user.id).not.toBe(talk.visitor.id);
  expect(await channelsOf(talk.visitor.login)).toEqual([talk.channelId]);
});
