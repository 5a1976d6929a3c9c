import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../internal/testing/stage.ts';
import { linesOf, say, startTalk } from '../internal/testing/talks.ts';
import { connectWireNats } from '../internal/testing/wire-nats.ts';

const soon = { timeout: 15_000, interval: 50 };
const reversed = (text: string) => text.split(' ').toReversed().join(' ');

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
});
afterAll(() => stage?.[Symbol.asyncDispose]());

describe('chat-bot in the mesh', () => {
  test('answers once although two replicas run, and mat-bot beside it', async () => {
    await using _one = await stage.startBot('chat-bot');
    await using _two = await stage.startBot('chat-bot');
    await using _mat = await stage.startBot('mat-bot');
    const talk = await startTalk(stage, 'chat-bot');
    const other = await startTalk(stage, 'mat-bot');
    const texts = ['one two three', 'four five', 'six seven'].map((text) =>
      stage.canaries.text(text),
    );
    for (const text of texts) {
      await say(stage, talk, text);
      await say(stage, other, text);
    }
    const sorted = async () => (await linesOf(stage, talk)).toSorted();
    const answers = [...texts, ...texts.map(reversed)];
    await expect.poll(sorted, soon).toEqual(answers.toSorted());
    const mats = async () =>
      (await linesOf(stage, other)).filter((line) => /^(mat ?)+$/.test(line));
    await expect.poll(mats, soon).toEqual(['mat mat mat mat', 'mat mat mat', 'mat mat mat']);

    using shell = await connectWireNats(stage.nats.url, 'operator', stage.nats.passwords.operator!);
    expect((await shell.request('bot.chat', 'one two three')).data).toBe('three two one');
    expect((await shell.request('bot.mat', 'a b')).data).toBe('mat mat');
  });

  test('that was away answers each line once, in order, when it is back', async () => {
    const talk = await startTalk(stage, 'chat-bot');
    const texts = ['one two', 'three four', 'five six'].map((text) => stage.canaries.text(text));
    for (const text of texts) await say(stage, talk, text);
    expect(await linesOf(stage, talk)).toEqual(texts);
    await using _back = await stage.startBot('chat-bot');
    const answered = [...texts, ...texts.map(reversed)];
    await expect.poll(() => linesOf(stage, talk), soon).toEqual(answered);
  });
});
