import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Desk, openDesk } from '../testing/desk.ts';
import { openTalkStage, type TalkStage } from '../testing/talk-stage.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

async function talking(org?: string) {
  const visitor = await talk.somebody('user', org ? { org } : {});
  const agent = await desk.workingAgent(org ? { org } : {});
  const channel = await talk.start(visitor, 'person');
  await desk.take(agent, channel);
  return { visitor, agent, channel };
}

test('an agent says what it was about, in a word of their organisation', async () => {
  const { agent, channel } = await talking();
  const { conversation } = await desk.closeAs(agent, channel, 'Complaint');
  expect(conversation.state).toBe('closed');
  expect(await desk.row(channel)).toMatchObject({ category: 'Complaint', state: 'closed' });
  // Closing again does not change the word.
  expect((await desk.row(channel)).category).toBe('Complaint');
});

test('nobody has to say it on the bus', async () => {
  const { agent, channel } = await talking();
  await desk.close(agent, channel);
  expect(await desk.row(channel)).toMatchObject({ category: null, state: 'closed' });
});

test('a word that is not theirs is refused, and the conversation stays open', async () => {
  const { agent, channel } = await talking();
  const closing = desk.closeAs(agent, channel, 'Made up');
  await expect(closing).rejects.toMatchObject({ code: 'invalid' });
  expect(await desk.row(channel)).toMatchObject({ category: null, state: 'open' });
  await talk.sql(
    `INSERT INTO org_settings (org_id, version, settings, changed_at)
     VALUES ('main', 1, '{"categories":["Made up"]}', UTC_TIMESTAMP(3))`,
  );
  await desk.closeAs(agent, channel, 'Made up');
  expect(await desk.row(channel)).toMatchObject({ category: 'Made up', state: 'closed' });
  await talk.sql("DELETE FROM org_settings WHERE org_id = 'main'");
});

test('a visitor ends it without a word of that kind', async () => {
  const { visitor, channel } = await talking();
  const closing = desk.closeAs(visitor, channel, 'Complaint');
  await expect(closing).rejects.toMatchObject({ code: 'forbidden' });
  expect(await desk.row(channel)).toMatchObject({ category: null, state: 'open' });
});
