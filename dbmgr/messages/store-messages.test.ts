import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTalkStage, type TalkStage } from '../testing/talk-stage.ts';

let talk: TalkStage;
beforeAll(async () => {
  talk = await openTalkStage();
});
afterAll(() => talk[Symbol.asyncDispose]());

/** A visitor whose conversation waits for an agent. */
async function openWaiting(org: string) {
  await talk.somebody('agent', { org, online: true });
  const visitor = await talk.somebody('user', { org });
  return { login: visitor.login, channel_id: await talk.start(visitor, 'person') };
}

test('what was tried and taken back is told nobody', async () => {
  await talk.stage.people.organisation('small');
  const both = [await openWaiting('main'), await openWaiting('small')];
  const writer = talk.useWriter({ rememberMs: 60_000 });
  const say = (id: string) =>
    writer.write(both.map((one) => ({ ...one, id, to: '*', type: 'text', data: id })));
  await say('first');
  // The line of the one is in its waiting list when the other list turns out to be locked.
  const sending = await talk.db.transaction().execute(async (tx) => {
    const list = tx.selectFrom('channels').select('id').where('id', '=', 'waiting-small');
    await list.forUpdate().execute();
    const results = say('second');
    await pause(1300);
    return { results };
  });
  expect(await sending.results).toMatchObject([{ seq: 2 }, { seq: 2 }]);
  await expect.poll(() => talk.entriesOf('waiting-small').length).toBe(3);
  for (const list of ['waiting-main', 'waiting-small']) {
    expect(talk.entriesOf(list).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  }
});

test('many channels are locked in the order of their ids, however their lines came', async () => {
  const rooms = await Promise.all(Array.from({ length: 101 }, () => openWaiting('main')));
  rooms.sort((a, b) => (a.channel_id < b.channel_id ? 1 : -1));
  const writer = talk.useWriter({ rememberMs: 60_000 });
  const say = (id: string) =>
    writer.write(rooms.map((room) => ({ ...room, id, to: '*', type: 'text', data: id })));
  await say('first');
  const sending = await talk.db.transaction().execute(async (tx) => {
    const lock = (channel: string) =>
      tx.selectFrom('channels').select('id').where('id', '=', channel).forUpdate().execute();
    await lock(rooms.at(-1)!.channel_id);
    const results = say('second');
    await pause(300);
    await lock(rooms[0]!.channel_id);
    return { results };
  });
  expect(await sending.results).toEqual(
    rooms.map(() => ({ seq: 2, ts: expect.any(String) as string })),
  );
});
