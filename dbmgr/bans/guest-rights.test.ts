import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../internal/contract/types.ts';
import type { Visitor } from '../../internal/testing/people.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { startTalk } from '../../internal/testing/talks.ts';
import { codeOf } from '../testing/account-house.ts';

let stage: Stage;
let call: Client<'web'>;
let relay: Client<'relay'>;
let member: Visitor;
let team: string;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  call = await stage.call.web();
  relay = await stage.call.relay();
  member = await stage.people.member('Mia');
  team = (await call.teams.createTeam({ name: 'Everybody' }, member)).team.id;
});
afterAll(() => stage[Symbol.asyncDispose]());

async function send(guest: Visitor, channel_id: string, to: string, type = 'text') {
  const message = { id: randomUUID(), channel_id, to, type: type as 'text' };
  const data = type === 'text' ? stage.canaries.text() : randomUUID();
  const messages = [{ login: guest.login, ...message, data }];
  const [result] = (await relay.messages.sendMessages({ messages })).results;
  return 'seq' in result! ? 'stored' : result!.code;
}

test('a guest sends no files, wherever', async () => {
  const { visitor, channelId } = await startTalk(stage, 'person');
  const file = { name: 'a.txt', content_type: 'text/plain', size: 3 };
  for (const channel_id of [channelId, team]) {
    const asking = call.attachments.createAttachment({ ...file, channel_id }, visitor);
    expect(await asking.catch(codeOf)).toBe('not_found');
  }
  for (const type of ['image', 'video', 'audio', 'file']) {
    expect([type, await send(visitor, channelId, '*', type)]).not.toEqual([type, 'stored']);
  }
  expect(await stage.sql('SELECT seq FROM messages')).toEqual([]);
});

test('a guest speaks to whoever has their conversation, and to no crowd', async () => {
  const { visitor, channelId } = await startTalk(stage, 'person');
  const other = await startTalk(stage, 'person');
  expect(await send(visitor, channelId, '*')).toBe('stored');
  for (const [channel, to] of [
    [team, '*'],
    [team, member.id],
    [channelId, member.id],
    [other.channelId, '*'],
    ['waiting-main', '*'],
  ] as const) {
    expect([channel, to, await send(visitor, channel, to)]).not.toEqual([channel, to, 'stored']);
  }
  const wish = { id: team, user: visitor.id };
  expect(await call.teams.addMember(wish, member).catch(codeOf)).toBe('not_found');
  expect(await call.teams.createTeam({ name: 'Mine' }, visitor).catch(codeOf)).toBe('forbidden');
});

test('a guest starts no more than twenty conversations within a minute', async () => {
  const visitor = await stage.people.visitor();
  const outcomes: string[] = [];
  for (let count = 0; count < 21; count++) {
    const started = await relay.conversations
      .startConversation({ with: 'person' }, visitor)
      .catch(codeOf);
    outcomes.push(typeof started === 'string' ? started : 'started');
    if (typeof started === 'string') break;
    await relay.conversations.closeConversation({ channel_id: started.channel.id }, visitor);
  }
  expect(outcomes).toEqual([...Array.from({ length: 20 }, () => 'started'), 'rate_limited']);
});
