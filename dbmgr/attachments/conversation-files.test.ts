import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Desk, openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { readAttachment } from './find-attachment.ts';
import { attachmentHandlers } from './handlers.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

const { createAttachment } = attachmentHandlers({ file: 1000, person: 10_000, org: 100_000 });

const wish = (channel_id: string) => ({
  name: 'plan.txt',
  content_type: 'text/plain',
  size: 8,
  channel_id,
});

async function talking() {
  const visitor = await talk.somebody('user');
  const agent = await desk.workingAgent({});
  const channel = await talk.start(visitor, 'person');
  await desk.take(agent, channel);
  return { visitor, agent, channel };
}

const read = (who: Somebody, id: string) =>
  readAttachment(talk.by(who, 'web'), id).then(
    ({ name }) => name,
    (error: { code: string }) => error.code,
  );

/** As if it had been uploaded, looked at and sent. */
async function send(agent: Somebody, channel: string, id: string): Promise<void> {
  await talk.say(agent, channel, id);
  await talk.sql("UPDATE messages SET type = 'file' WHERE channel_id = ? AND body = ?", [
    channel,
    id,
  ]);
  await talk.sql(
    `UPDATE attachments SET state = 'sent', seq = (SELECT seq FROM messages
       WHERE messages.channel_id = ? AND body = ?) WHERE id = ?`,
    [channel, id, id],
  );
}

test('an agent sends files into their conversation, and its visitor has them', async () => {
  const { visitor, agent, channel } = await talking();
  const { id } = await createAttachment(talk.by(agent, 'web'), wish(channel));
  expect(await read(visitor, id)).toBe('not_found');
  await send(agent, channel, id);
  expect(await read(visitor, id)).toBe('plan.txt');
  expect(await read(agent, id)).toBe('plan.txt');
  const stranger = await talking();
  expect(await read(stranger.visitor, id)).toBe('not_found');
  expect(await read(stranger.agent, id)).toBe('not_found');
});

test('guests have no files, and agents send none where they take no part', async () => {
  const { visitor, channel } = await talking();
  const other = await desk.workingAgent({});
  for (const who of [visitor, other]) {
    const making = createAttachment(talk.by(who, 'web'), {
      ...wish(channel),
      name: `${uuid()}.txt`,
    });
    await expect(making).rejects.toMatchObject({ code: 'not_found' });
  }
});
