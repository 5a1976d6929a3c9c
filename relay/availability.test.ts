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

test('X6: what three dbmgrs see of an automation is told once, with no look-up', async () => {
  await using stage = await openStage();
  for (let number = 0; number < 3; number++) await stage.startDbmgr();
  const chat = await openChat(stage);
  const before = lookups(stage);
  await stage.startBot('chat-bot');
  await chat.next('automation', 15_000);
  await sleep(2500);
  expect(told(chat)).toEqual([true]);
  expect(lookups(stage)).toBe(before);
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
    const change = { name: 'chat-bot', running, person: 'chat-bot' };
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

test('who talks to another one of the same title is told nothing', async () => {
  await using stage = await openStage({ automations: ['north-bot'] });
  await stage.startDbmgr();
  const org = await stage.people.organisation('north');
  await stage.people.automation('north-bot', 'Word reverser', org);
  const { token } = await (await stage.call.web()).logins.startVisitor({ org });
  const ours = await openChat(stage);
  const theirs = await enter((await stage.startRelay()).url, stage.canaries.note(token, 'a token'));
  theirs.send({ op: 'start', with: 'north-bot' });
  await theirs.next('started');
  await stage.startBot('chat-bot');
  await expect.poll(() => told(ours).at(-1)).toBe(true);
  await (await stage.call.automation('north-bot')).automations.beat({});
  await expect.poll(() => told(theirs)).toContain(true);
  const names = theirs.received.filter(({ op }) => op === 'automation').map(({ name }) => name);
  expect(new Set(names)).toEqual(new Set(['north-bot']));
});
