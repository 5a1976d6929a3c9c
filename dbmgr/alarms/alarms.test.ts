import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { subscribeEvent, settleSubscriptions } from '../../internal/bus/events.ts';
import { conversationHandlers as handlers } from '../conversations/handlers.ts';
import { markSeen } from '../channels/mark-seen.ts';
import { setDoNotDisturb } from '../desks/pause.ts';
import { matchQueue } from '../offers/match-queue.ts';
import { addSubscription } from '../pushes/subscriptions.ts';
import { type Desk, newOrganisation, openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { keepAlarms } from './keep-alarms.ts';

let talk: TalkStage;
let desk: Desk;
let org: string;
const bells: { org: string; people: string[]; step: string; names: string[] }[] = [];
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
  const relay = await talk.stage.bus('relay');
  subscribeEvent(relay, 'alarms', 'bellRung', '*', ({ conversations, ...bell }) => {
    const names = conversations.map(({ name }) => name).toSorted();
    bells.push({ ...bell, people: bell.people.toSorted(), names });
  });
  await settleSubscriptions(relay);
});
afterAll(() => talk[Symbol.asyncDispose]());
beforeEach(async () => {
  org = await newOrganisation(talk);
  bells.length = 0;
  // A look is at all organisations.
  await talk.sql("UPDATE conversations SET state = 'closed'");
});

const publicUrl = 'https://chat.example';
const parts = (afterMs: number) => ({
  db: talk.db,
  bus: talk.bus,
  publicUrl,
  now: () => new Date(Date.now() + afterMs),
});
const look = (afterS: number) => keepAlarms(parts(afterS * 1000));
const agent = (name = 'Ana') => desk.workingAgent({ org, name });

async function talkTo(who: Somebody, name = 'Vera') {
  const visitor = await talk.somebody('user', { org, name });
  const channel = await talk.start(visitor, 'person');
  await desk.take(who, channel);
  return { visitor, channel };
}

/** Steps taken of a conversation, in their order, and how each alarm ended. */
async function history(channel: string) {
  const { id } = await desk.row(channel);
  const steps = await talk.sql<{ step: string }>(
    'SELECT step FROM alarm_steps WHERE conversation_id = ? ORDER BY epoch, seq, done_at',
    [id],
  );
  const ends = await talk.sql<{ kind: string; ended_by: string | null }>(
    'SELECT kind, ended_by FROM alarms WHERE conversation_id = ? ORDER BY epoch, seq',
    [id],
  );
  return {
    steps: steps.map(({ step }) => step),
    ends: ends.map(({ kind, ended_by }) => `${kind} ${ended_by ?? 'open'}`),
  };
}

const bellsOf = async (count: number) => {
  await expect.poll(() => bells.filter((bell) => bell.org === org).length).toBe(count);
  return bells.filter((bell) => bell.org === org);
};
const see = (who: Somebody, channel_id: string, seq: number) =>
  markSeen(talk.by(who), [{ login: who.login, channel_id, seq }]);
const headOf = async (channel: string) =>
  (await talk.sql<{ head: number }>('SELECT head FROM channels WHERE id = ?', [channel]))[0]!.head;

let devices = 0;
const device = (who: Somebody) =>
  addSubscription(talk.by(who), {
    endpoint: `https://push.example/${++devices}`,
    p256dh: Buffer.alloc(65, 4).toString('base64url'),
    auth: Buffer.alloc(16, 1).toString('base64url'),
  });
const pushesOf = () =>
  talk.sql<{ person_id: string; note: string }>(
    `SELECT person_id, note FROM pushes JOIN push_subscriptions
     ON push_subscriptions.id = pushes.subscription_id WHERE pushes.org_id = ?`,
    [org],
  );

describe('a line that nobody sees', () => {
  test('rings, rings again, is pushed, and goes back to the front of the queue', async () => {
    const [ana, ada] = [await agent(), await talk.somebody('admin', { org, name: 'Ada' })];
    await device(ana);
    await device(ada);
    const { visitor, channel } = await talkTo(ana);
    await look(0);
    await talk.say(visitor, channel, 'Is the mat blue?');
    for (const afterS of [1, 2, 16, 17, 46, 47, 110]) await look(afterS);
    expect(await history(channel)).toMatchObject({ steps: ['rung', 'repeated', 'pushed'] });
    expect(await bellsOf(2)).toMatchObject([
      { step: 'repeated', people: [ana.id], names: ['Vera'] },
      { step: 'pushed', people: [ana.id] },
    ]);
    expect(await pushesOf()).toMatchObject([{ person_id: ana.id }]);
    expect((await pushesOf())[0]!.note).not.toContain('mat');

    expect(await look(122)).toEqual({ returned: 1 });
    expect(await desk.row(channel)).toMatchObject({ state: 'waiting', comes_first: 1 });
    expect((await bellsOf(3)).at(-1)).toMatchObject({
      step: 'returned',
      people: [ana.id, ada.id].toSorted(),
    });
    expect(desk.changes(channel).at(-1)).toMatchObject(['unseen', 'waiting', 3]);
    const pushed = (await pushesOf()).map((push) => push.person_id);
    expect(pushed.toSorted()).toEqual([ana.id, ana.id, ada.id].toSorted());
    expect(await matchQueue(parts(122_000), org)).toBe(0);
    const { steps, ends } = await history(channel);
    expect(steps.at(-1)).toBe('returned');
    expect(ends).toEqual(['line returned']);
    await look(123);
    expect((await history(channel)).ends).toEqual(['line returned', 'waiting open']);
  });

  test('is silent as soon as somebody has seen it, in whichever tab', async () => {
    const ana = await agent();
    const { visitor, channel } = await talkTo(ana);
    await talk.say(visitor, channel, 'Hello?');
    await look(1);
    await look(16);
    await see(ana, channel, await headOf(channel));
    for (const afterS of [17, 46, 122]) await look(afterS);
    expect(await history(channel)).toEqual({ steps: ['rung', 'repeated'], ends: ['line seen'] });
    expect(await bellsOf(1)).toHaveLength(1);
    await talk.say(visitor, channel, 'Are you there?');
    await look(130);
    expect((await history(channel)).ends).toEqual(['line seen', 'line open']);
  });

  test('is acknowledged by an answer, and by nothing that the visitor takes back', async () => {
    const ana = await agent();
    const { visitor, channel } = await talkTo(ana);
    await talk.say(visitor, channel, 'Hello?');
    await look(1);
    await talk.say(ana, channel, 'Yes');
    await look(2);
    expect((await history(channel)).ends).toEqual(['line answered']);
    await talk.sql('UPDATE messages SET deleted_at = sent_at WHERE channel_id = ?', [channel]);
    await look(3);
    expect((await history(channel)).ends).toEqual(['line answered']);
  });

  test('is unseen however much a watcher reads, and seen by a helper', async () => {
    const [ana, ada] = [await agent(), await talk.somebody('admin', { org })];
    const { visitor, channel } = await talkTo(ana);
    await handlers.watchConversation(talk.by(ada), { channel_id: channel });
    await talk.say(visitor, channel, 'Hello?');
    await see(ada, channel, await headOf(channel));
    await look(1);
    expect((await history(channel)).ends).toEqual(['line open']);
    await handlers.joinConversation(talk.by(ada), { channel_id: channel });
    await see(ada, channel, await headOf(channel));
    await look(2);
    expect((await history(channel)).ends).toEqual(['line seen']);
  });

  test('rings again when the helper who saw it leaves, as long as nobody else looked', async () => {
    const [ana, ada] = [await agent(), await talk.somebody('admin', { org })];
    const { visitor, channel } = await talkTo(ana);
    await see(ana, channel, await headOf(channel));
    await talk.say(visitor, channel, 'Hello?');
    await look(1);
    await handlers.joinConversation(talk.by(ada), { channel_id: channel });
    await see(ada, channel, await headOf(channel));
    await look(2);
    await handlers.leaveConversation(talk.by(ada), { channel_id: channel });
    await look(100);
    expect((await history(channel)).ends).toEqual(['line open']);
    await talk.say(visitor, channel, 'Is anybody there?');
    for (const afterS of [116, 146, 210]) await look(afterS);
    expect(await bellsOf(2)).toMatchObject([
      { step: 'repeated', people: [ana.id] },
      { step: 'pushed', people: [ana.id] },
    ]);
    expect(await look(230)).toEqual({ returned: 1 });
  });

  test('does not disturb who wants to be left alone, and goes back all the same', async () => {
    const ana = await agent();
    await device(ana);
    const { visitor, channel } = await talkTo(ana);
    await setDoNotDisturb(talk.by(ana), true);
    await talk.say(visitor, channel, 'Hello?');
    for (const afterS of [1, 16, 46]) await look(afterS);
    expect(await pushesOf()).toEqual([]);
    expect(bells.filter((bell) => bell.org === org)).toEqual([]);
    expect(await look(122)).toEqual({ returned: 1 });
  });
});

describe('somebody who waits and whom nobody takes', () => {
  async function wait(name = 'Vera') {
    const visitor = await talk.somebody('user', { org, name });
    return { visitor, channel: await talk.start(visitor, 'person') };
  }
  const mails = () => talk.sql('SELECT * FROM mails WHERE org_id = ? ORDER BY made_at', [org]);
  const mailbox = (settings: object) =>
    talk.sql(
      'INSERT INTO org_settings (org_id, version, settings, changed_at) VALUES (?, 1, ?, NOW(3))',
      [org, JSON.stringify(settings)],
    );

  test('is told to the supervisors at the deadline, then mailed, names and no words', async () => {
    await mailbox({ mailbox: 'desk@example.org', alarm_seconds: 60 });
    const [ana, ada] = [await agent(), await talk.somebody('admin', { org })];
    const { visitor, channel } = await wait();
    await talk.say(visitor, channel, 'A secret');
    for (const afterS of [1, 16, 46, 61, 100]) await look(afterS);
    expect(await bellsOf(3)).toMatchObject([
      { step: 'repeated', people: [ana.id] },
      { step: 'pushed', people: [ana.id] },
      { step: 'told', people: [ada.id] },
    ]);
    expect(await mails()).toEqual([]);
    await look(122);
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      recipient: 'desk@example.org',
      subject: 'Vera is waiting and nobody has answered',
    });
    expect(mail!.content).toContain('https://chat.example/agent');
    expect(mail!.content).not.toContain('secret');
    expect((await history(channel)).steps).toEqual([
      'rung',
      'repeated',
      'pushed',
      'told',
      'mailed',
    ]);
  });

  test('is mailed at the deadline when nobody is there, several in one mail', async () => {
    await mailbox({ mailbox: 'desk@example.org', alarm_seconds: 60 });
    await wait('Vera');
    await wait('Ali');
    for (const afterS of [1, 16, 46, 61, 62]) await look(afterS);
    expect(await mails()).toMatchObject([
      { subject: '2 visitors are waiting and nobody has answered' },
    ]);
    await wait('Zoe');
    for (const afterS of [63, 79, 109, 124, 125, 200]) await look(afterS);
    expect(await mails()).toHaveLength(1);
    await look(400);
    expect(await mails()).toMatchObject([
      {},
      { subject: 'Zoe is waiting and nobody has answered' },
    ]);
  });

  test('is heard by whom it is offered to alone, and ends when somebody takes them', async () => {
    const [ana, bob] = [await agent('Ana'), await agent('Bob')];
    const { channel } = await wait();
    await matchQueue(parts(0), org);
    const { offered_to } = await desk.row(channel);
    await look(1);
    await look(16);
    expect(await bellsOf(1)).toMatchObject([{ step: 'repeated', people: [offered_to] }]);
    await desk.take(offered_to === ana.id ? bob : ana, channel);
    await look(46);
    expect((await history(channel)).ends).toEqual(['waiting taken']);
  });

  test('who leaves a message hurries nobody; the mailbox hears of it', async () => {
    await mailbox({ mailbox: 'desk@example.org', alarm_seconds: 60 });
    const { visitor, channel } = await wait();
    await look(1);
    await handlers.leaveMessage(talk.by(visitor), { channel_id: channel });
    for (const afterS of [2, 16, 46, 61, 62]) await look(afterS);
    expect(await history(channel)).toMatchObject({
      steps: ['mailed', 'rung'],
      ends: ['left open', 'waiting moved'],
    });
    expect(bells.filter((bell) => bell.org === org)).toEqual([]);
    expect(await mails()).toHaveLength(1);
  });

  test('is told and mailed anew when they leave a message and then wait again', async () => {
    await mailbox({ mailbox: 'desk@example.org', alarm_seconds: 60 });
    const [ana, ada] = [await agent(), await talk.somebody('admin', { org })];
    const { visitor, channel } = await wait();
    const leave = () => handlers.leaveMessage(talk.by(visitor), { channel_id: channel });
    const steps = [
      { step: 'repeated', people: [ana.id] },
      { step: 'pushed', people: [ana.id] },
      { step: 'told', people: [ada.id] },
    ];
    for (const afterS of [1, 16, 46, 61, 122]) await look(afterS);
    expect(await bellsOf(3)).toMatchObject(steps);
    await leave();
    for (const afterS of [500, 622]) await look(afterS);
    expect(await mails()).toHaveLength(2);
    await handlers.handOff(talk.by(visitor), { channel_id: channel });
    for (const afterS of [1000, 1016, 1046, 1061, 1122]) await look(afterS);
    expect(await bellsOf(6)).toMatchObject([...steps, ...steps]);
    expect(await mails()).toHaveLength(3);
    await leave();
    for (const afterS of [1500, 1622]) await look(afterS);
    expect(await mails()).toHaveLength(4);
  });
});

describe('several dbmgrs, and one that was killed', () => {
  test('take each step once', async () => {
    const ana = await agent();
    const talks = [await talkTo(ana, 'Vera'), await talkTo(ana, 'Ali'), await talkTo(ana, 'Zoe')];
    for (const { visitor, channel } of talks) await talk.say(visitor, channel, 'Hello?');
    for (const afterS of [1, 16, 46, 122]) {
      await Promise.all([look(afterS), look(afterS), look(afterS), look(afterS)]);
    }
    for (const { channel } of talks) {
      expect((await history(channel)).steps).toEqual(['rung', 'repeated', 'pushed', 'returned']);
      expect(await desk.row(channel)).toMatchObject({ state: 'waiting', epoch: 3 });
    }
    const rung = bells.filter((bell) => bell.org === org && bell.step === 'repeated');
    expect(rung.flatMap((bell) => bell.names).toSorted()).toEqual(['Ali', 'Vera', 'Zoe']);
  });

  test('go on where it stopped, one step after the other and in one bell', async () => {
    const ana = await agent();
    const talks = [await talkTo(ana, 'Vera'), await talkTo(ana, 'Ali')];
    for (const { visitor, channel } of talks) await talk.say(visitor, channel, 'Hello?');
    await look(1);
    await look(600);
    expect(await bellsOf(1)).toMatchObject([{ step: 'repeated', names: ['Ali', 'Vera'] }]);
    for (const { channel } of talks) {
      expect((await history(channel)).steps).toEqual(['rung', 'repeated']);
    }
    await look(631);
    expect(await look(640)).toEqual({ returned: 0 });
    expect(await look(707)).toEqual({ returned: 2 });
  });
});
