import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../internal/contract/types.ts';
import { enter, openRoom, say, type Seated, seqsOf } from '../../internal/testing/rooms.ts';
import type { AnyFrame } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;
let urls: [string, string];
let web: Client<'web'>;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  urls = [(await stage.startRelay()).url, (await stage.startRelay()).url];
  web = await stage.call.web();
});
afterAll(() => stage[Symbol.asyncDispose]());

type Console = { socket: Seated; id: string; login: string };

async function openConsole(): Promise<Console> {
  const agent = await stage.people.agent();
  const { login, token } = await stage.people.signIn(agent);
  await web.agents.goOnline({}, { login });
  return { socket: await enter(urls[0], token), id: agent.id, login };
}

async function openOffice(): Promise<Seated & { login: string }> {
  const { token, login } = await stage.people.signIn(await stage.people.admin());
  return Object.assign(await enter(urls[1], token), { login });
}

const opened = (channel: string) => (frame: AnyFrame) =>
  frame.op === 'conversation' && frame['channel_id'] === channel && frame['state'] === 'open';

test('of more guests than are told, those who came last are', async () => {
  const agent = await openConsole();
  await using sockets = new AsyncDisposableStack();
  const come = async (name?: string) => {
    const { token, id } = await stage.people.visitor(name);
    sockets.use(await enter(urls[1], token));
    return id;
  };
  const first = await come('First');
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: 20 }, () => come()));
  }
  const last = await come('Last');
  const listed = async () => {
    agent.socket.send({ op: 'guests' });
    const { guests } = await agent.socket.next('guests');
    return (guests as { id: string }[]).map(({ id }) => id);
  };
  await expect.poll(async () => (await listed()).length, { timeout: 10_000 }).toBe(200);
  const guests = await listed();
  expect(guests[0]).toBe(last);
  expect(guests).not.toContain(first);
  agent.socket[Symbol.dispose]();
}, 60_000);

test('an agent sees the guests of all relays, invites one, and both have a tab', async () => {
  const agent = await openConsole();
  const visitor = await stage.people.visitor('Grace');
  using guest = await enter(urls[1], visitor.token);
  const isThere = async () => {
    agent.socket.send({ op: 'guests' });
    const { guests } = (await agent.socket.next('guests')) as unknown as {
      guests: { id: string; name: string }[];
    };
    return guests.find(({ name }) => name === 'Grace')?.id;
  };
  await expect.poll(isThere, { timeout: 10_000 }).toBe(visitor.id);
  agent.socket.send({ op: 'invite', person_id: visitor.id });
  const invited = await agent.socket.next('invited');
  const invitation = await guest.next('invitation');
  expect(invitation).toMatchObject({ id: invited['id'], from: { id: agent.id } });
  guest.send({ op: 'answer', id: invitation['id'], accept: true });
  const mine = await guest.next('joined');
  const { id: channel } = mine['channel'] as { id: string };
  const theirs = await agent.socket.next('joined');
  expect(theirs['channel']).toMatchObject({ id: channel, name: 'Grace' });
  expect(await agent.socket.next('invitation_ended')).toMatchObject({ outcome: 'accepted' });
  const line = await say(stage, agent.socket, channel);
  await guest.next((frame) => frame['seq'] === line && frame.op === 'message');
  guest.send({ op: 'guests' });
  expect(await guest.next('error')).toMatchObject({ code: 'forbidden', of: 'guests' });
  agent.socket[Symbol.dispose]();
});

test('C5: a supervisor reads along, and nobody in it sees, hears or counts them', async () => {
  const agent = await openConsole();
  const { socket, channel } = await openRoom(stage, urls[0]);
  agent.socket.send({ op: 'take', channel_id: channel });
  await socket.next(opened(channel));
  using admin = await openOffice();
  const before = socket.received.length;
  admin.send({ op: 'watch', channel_id: channel });
  expect((await admin.next('joined'))['channel']).toMatchObject({ id: channel, watches: true });
  const line = await say(stage, socket, channel);
  await admin.next((frame) => frame['seq'] === line && frame.op === 'message');
  admin.send({ op: 'typing', channel_id: channel });
  admin.send({ op: 'seen', channel_id: channel, seq: line });
  // Nor when they come back to it.
  admin.send({ op: 'close', channel_id: channel });
  admin.send({ op: 'open', channel_id: channel, after: 0 });
  await admin.next('opened');
  admin.send({ op: 'typing', channel_id: channel });
  admin.send({ op: 'seen', channel_id: channel, seq: line });
  const { id: adminId } = admin.welcome['user'] as { id: string };
  await (await stage.call.web()).messages.noteSeen({ channel_id: channel, seq: line }, admin);
  await sleep(2500);
  const heard = JSON.stringify(socket.received.slice(before));
  expect(heard).not.toContain(adminId);

  admin.send({ op: 'join', channel_id: channel });
  const notice = await socket.next((frame) => frame['code'] === 'helper_joined');
  expect(notice).toMatchObject({ op: 'notice' });
  admin.send({ op: 'take_over', channel_id: channel });
  await socket.next((frame) => opened(channel)(frame) && frame['reason'] === 'taken_over');
  await agent.socket.next('left');
  agent.socket[Symbol.dispose]();
});

test('C3, C5: notes reach the staff in it; a transfer takes them away at once', async () => {
  const [ana, bob] = [await openConsole(), await openConsole()];
  const { socket, channel } = await openRoom(stage, urls[1]);
  ana.socket.send({ op: 'take', channel_id: channel });
  await socket.next(opened(channel));
  ana.socket.send({ op: 'notes', channel_id: channel });
  const joined = await ana.socket.next(
    (frame) => frame.op === 'joined' && (frame['channel'] as { kind: string }).kind === 'notes',
  );
  const notes = (joined['channel'] as { id: string }).id;
  await say(stage, ana.socket, notes);
  ana.socket.send({ op: 'transfer', channel_id: channel, to: { agent: bob.id }, note: 'yours' });
  await bob.socket.next(
    (frame) => frame.op === 'joined' && (frame['channel'] as { id: string }).id === notes,
  );
  await ana.socket.next((frame) => frame.op === 'left' && frame['channel_id'] === notes);
  const second = await say(stage, bob.socket, notes);
  const third = await say(stage, socket, channel);
  await bob.socket.next((frame) => frame['seq'] === third && frame.op === 'message');
  await sleep(200);
  expect(seqsOf(ana.socket, notes)).not.toContain(second);
  expect(seqsOf(ana.socket, channel)).not.toContain(third);
  expect(JSON.stringify(socket.received)).not.toContain(notes);
  for (const { socket: one } of [ana, bob]) one[Symbol.dispose]();
});
