import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { publishEvent } from '../internal/bus/events.ts';
import { restartNats } from '../internal/testing/restart-nats.ts';
import { enter, type Seated } from '../internal/testing/rooms.ts';
import { openStage, type Stage } from '../internal/testing/stage.ts';

async function openChat(stage: Stage): Promise<Seated> {
  const relay = await stage.startRelay();
  const { token } = await stage.people.visitor('Ada');
  const chat = await enter(relay.url, token);
  chat.send({ op: 'start', with: 'chat-bot' });
  await chat.next('started');
  return chat;
}

const told = ({ received }: Seated) =>
  received.filter(({ op }) => op === 'automation').map(({ running }) => running);

const lookups = (stage: Stage) =>
  stage.log
    .lines()
    .filter(({ operation, caller }) => operation === 'listAutomations' && caller === 'relay')
    .length;

test('X6: what three dbmgrs see of an automation is told once and looked up once', async () => {
  await using stage = await openStage();
  for (let number = 0; number < 3; number++) await stage.startDbmgr();
  const chat = await openChat(stage);
  const before = lookups(stage);
  await stage.startBot('chat-bot');
  await chat.next('automation', 15_000);
  await sleep(2500);
  expect(told(chat)).toEqual([true]);
  expect(lookups(stage)).toBe(before + 1);
});

test('X23: a change that was missed is told when the bus comes back', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  await stage.startBot('chat-bot');
  const { automations } = await stage.call.web();
  await expect
    .poll(async () => (await automations.listAutomations({})).automations)
    .toMatchObject([{ name: 'chat-bot', running: true }, { name: 'mat-bot' }]);
  const chat = await openChat(stage);
  const bus = await stage.bus('dbmgr');
  const say = (running: boolean) => {
    const change = { name: 'chat-bot', running };
    for (const _ of [1, 2]) {
      publishEvent(bus, 'automations', 'availabilityChanged', 'chat-bot', change);
    }
  };
  say(false);
  await expect.poll(() => told(chat)).toContain(false);
  await restartNats(stage, 100);
  await expect.poll(() => told(chat).at(-1)).toBe(true);
  const before = told(chat).length;
  await expect.poll(() => bus.isConnected()).toBe(true);
  say(true);
  await bus.flush();
  await sleep(200);
  expect(told(chat)).toHaveLength(before);
});
