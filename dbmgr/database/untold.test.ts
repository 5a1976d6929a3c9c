import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bus, connectBus } from '../../internal/bus/connect.ts';
import type { Context } from '../context.ts';
import { conversationHandlers as handlers } from '../conversations/handlers.ts';
import { startMessageWriter } from '../messages/writer.ts';
import { openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { transact } from './transact.ts';

let talk: TalkStage;
/** A connection that was closed: publishing throws. */
let closed: Bus;
beforeAll(async () => {
  talk = await openTalkStage();
  const { url, passwords } = talk.stage.nats;
  const log = talk.stage.log.logOf('dbmgr');
  const password = passwords.dbmgr ?? '';
  closed = await connectBus({ servers: [url], user: 'dbmgr', password, log });
  await closed[Symbol.asyncDispose]();
});
afterAll(() => talk[Symbol.asyncDispose]());

const untold = () =>
  talk.stage.log.lines().filter(({ msg }) => msg === 'committed, but not told').length;
const mute = (who: Somebody): Context => ({ ...talk.by(who), bus: closed });

/** The head that a live dbmgr announces for the channel. */
async function hearsHead(channel: string): Promise<number> {
  const heads = () =>
    talk.told
      .filter(({ name }) => name === 'headsAnnounced')
      .map(({ payload }) => (payload.heads as Record<string, number>)[channel])
      .findLast((head) => head !== undefined);
  await using _dbmgr = await talk.stage.startDbmgr();
  await expect.poll(heads).toBeDefined();
  return heads()!;
}

test('X2: an act that was committed is answered as done though nobody could be told', async () => {
  const visitor = await talk.somebody('user');
  const channel = await talk.start(visitor, 'person');
  const before = untold();
  const input = { channel_id: channel };
  const { conversation } = await handlers.closeConversation(mute(visitor), input);
  expect(conversation.state).toBe('closed');
  expect((await openDesk(talk).row(channel)).state).toBe('closed');
  expect(untold()).toBeGreaterThan(before);
  expect(await hearsHead(channel)).toBe((await talk.log(channel)).length);
});

test('X2: a message that was committed is acked though nobody could be told', async () => {
  const visitor = await talk.somebody('user');
  const channel = await talk.start(visitor, 'chat-bot');
  const asked: string[] = [];
  await using writer = startMessageWriter({
    db: talk.messagesDb,
    bus: closed,
    log: talk.stage.log.logOf('dbmgr'),
    now: () => new Date(),
    onTasks: (ids) => void asked.push(...ids),
  });
  const message = { login: visitor.login, channel_id: channel, id: 'm1', data: 'hello' };
  const [result] = await writer.write([{ ...message, to: '*', type: 'text' }]);
  expect(result).toMatchObject({ seq: 1 });
  // What comes after the telling that failed still happens.
  expect(asked).toHaveLength(1);
  expect(await hearsHead(channel)).toBe(1);
});

test('X2: nothing is run again because telling failed, whatever it failed with', async () => {
  let runs = 0;
  const result = await transact(talk.db, async (_tx, afterCommit) => {
    runs++;
    afterCommit(() => {
      throw Object.assign(new Error('Deadlock found'), { errno: 1213 });
    });
    return 'done';
  });
  expect([result, runs]).toEqual(['done', 1]);
});
