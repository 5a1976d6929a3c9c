import { afterAll, beforeAll, expect, test } from 'vitest';
import { threadId } from '../../internal/contract/threads.ts';
import type { Visitor } from '../../internal/testing/people.ts';
import { enter, type Seated, until } from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { openTeam } from '../../internal/testing/teams.ts';

let stage: Stage;
let url: string;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = (await stage.startRelay()).url;
});
afterAll(() => stage[Symbol.asyncDispose]());

type Person = Visitor & { socket: Seated };

async function sitDown(who: Visitor): Promise<Person> {
  return { ...who, socket: await enter(url, who.token) };
}

async function openTrio() {
  const people = await Promise.all(['Ada', 'Bob', 'Cleo'].map((name) => stage.people.member(name)));
  const team = await openTeam(stage, people);
  const [ada, bob, cleo] = (await Promise.all(people.map(sitDown))) as [Person, Person, Person];
  return { team, ada, bob, cleo };
}

const teams = async () => (await stage.call.web()).teams;

let sent = 0;

async function say({ socket }: Person, channel_id: string, to = '*') {
  const id = `s-${++sent}`;
  socket.send({ op: 'send', id, channel_id, to, type: 'text', data: stage.canaries.text() });
  return socket.next((frame) => ['ack', 'error'].includes(frame.op) && frame['id'] === id);
}

const messages = ({ socket }: Person) => socket.received.filter(({ op }) => op === 'message');

test('C3, R6: who is taken out of a team gets no more of it or of their threads', async () => {
  const { team, ada, bob, cleo } = await openTrio();
  await say(bob, team, cleo.id);
  await say(ada, team);
  await until(() => messages(bob).length === 2);
  await (await teams()).removeMember({ id: team, user: bob.id }, { login: ada.login });
  const left = [await bob.socket.next('left'), await bob.socket.next('left')];
  expect(left).toEqual(
    expect.arrayContaining([
      { op: 'left', channel_id: team },
      { op: 'left', channel_id: team, to: cleo.id },
    ]),
  );
  expect(await say(ada, team)).toMatchObject({ op: 'ack' });
  expect(await say(cleo, team, bob.id)).toMatchObject({ op: 'error', code: 'conflict' });
  await until(() => messages(cleo).length === 3);
  for (const to of ['*', cleo.id]) {
    expect(await say(bob, team, to)).toMatchObject({ op: 'error', code: 'not_found' });
  }
  expect(messages(bob)).toHaveLength(2);
  expect(await ada.socket.next('team')).toMatchObject({ what: 'removed', person: { id: bob.id } });
  expect(bob.socket.received.filter(({ op }) => op === 'team')).toEqual([]);
});

test('C3, R6: also when nobody was told of it', async () => {
  const { team, ada, bob, cleo } = await openTrio();
  await say(bob, team, cleo.id);
  await until(() => messages(bob).length === 1);
  const thread = threadId(team, bob.id, cleo.id);
  for (const id of [team, thread]) {
    await stage.sql('UPDATE channels SET member_version = member_version + 1 WHERE id = ?', [id]);
    await stage.sql('DELETE FROM members WHERE channel_id = ? AND person_id = ?', [id, bob.id]);
  }
  await say(ada, team);
  await until(() => messages(ada).length === 1);
  expect(await bob.socket.next('left')).toEqual({ op: 'left', channel_id: team });
  expect(messages(bob)).toHaveLength(1);
});

test('who is added gets the channel and what comes from there on, or all of it', async () => {
  const { team, ada } = await openTrio();
  const dan = await sitDown(await stage.people.member('Dan'));
  await say(ada, team);
  await (await teams()).addMember({ id: team, user: dan.id }, { login: ada.login });
  const joined = await dan.socket.next('joined');
  expect(joined['channel']).toMatchObject({ id: team, kind: 'team', team: { level: 'member' } });
  expect(await dan.socket.next('team')).toMatchObject({ what: 'added', seq: 2, channel_id: team });
  await say(ada, team);
  expect(await dan.socket.next('message')).toMatchObject({ seq: 3 });
  dan.socket.send({ op: 'open', channel_id: team, after: 0 });
  await until(() => messages(dan).length === 3);
  expect(messages(dan).map(({ seq }) => seq)).toEqual([3, 1, 3]);
});

test('who comes back finds their threads again, and both write there as before', async () => {
  const { team, ada, bob, cleo } = await openTrio();
  await say(bob, team, cleo.id);
  const call = await teams();
  await call.removeMember({ id: team, user: bob.id }, { login: ada.login });
  for (let left = 0; left < 2; left++) await bob.socket.next('left');
  await call.addMember({ id: team, user: bob.id }, { login: ada.login });
  await bob.socket.next(
    ({ op, channel }) => op === 'joined' && (channel as { kind: string }).kind === 'direct',
  );
  expect(await say(cleo, team, bob.id)).toMatchObject({ op: 'ack', seq: 2 });
  expect(await say(bob, team, cleo.id)).toMatchObject({ op: 'ack', seq: 3 });
});

test('levels, switching off and another name reach whoever looks', async () => {
  const { team, ada, bob } = await openTrio();
  const call = await teams();
  const by = { login: ada.login };
  await call.makeAdmin({ id: team, user: bob.id }, by);
  await call.editTeam({ id: team, name: 'Another', active: false }, by);
  await until(() => bob.socket.received.filter(({ op }) => op === 'team').length >= 3);
  const lines = bob.socket.received.filter(({ op }) => op === 'team');
  expect(lines.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['made_admin', 'edited', 'deactivated']),
  );
  expect(lines.at(-1)).toMatchObject({ team: { name: 'Another', active: false } });
  for (const to of ['*', bob.id]) {
    expect(await say(ada, team, to)).toMatchObject({ op: 'error', code: 'conflict' });
  }
  await call.editTeam({ id: team, active: true }, by);
  expect(await say(ada, team, bob.id)).toMatchObject({ op: 'ack' });
});

test('what was deleted or edited is shown to nobody as it was, however it was kept', async () => {
  const { team, ada, bob } = await openTrio();
  const secret = stage.canaries.text();
  const draft = { op: 'send', channel_id: team, to: '*', type: 'text' };
  ada.socket.send({ ...draft, id: 'secret', data: secret });
  await bob.socket.next('message');
  for (let i = 0; i < 250; i++) await say(ada, team);
  // Read once, it is kept for whoever looks next.
  bob.socket.send({ op: 'open', channel_id: team, after: 0, before: 3 });
  await until(() => JSON.stringify(bob.socket.received.slice(-3)).includes(secret));
  const call = await stage.call.web();
  await call.messages.deleteMessage({ channel_id: team, seq: 1 }, { login: ada.login });
  await bob.socket.next('message_changed');
  const dan = await stage.people.member('Dan');
  await (await teams()).addMember({ id: team, user: dan.id }, { login: ada.login });
  using late = await enter(url, dan.token);
  for (const wish of [{ after: 0 }, { after: 0, before: 3 }]) {
    late.send({ op: 'open', channel_id: team, ...wish });
    const first = await late.next((frame) => frame.op === 'message' && frame['seq'] === 1);
    expect(first).toMatchObject({ data: '', deleted: true });
  }
  await until(() => late.received.some(({ op }) => op === 'message_changed'));
  expect(JSON.stringify(late.received)).not.toContain(secret);
});

test('what is read again stands as it is now: reacted to, pinned, and no more', async () => {
  const { team, ada, bob } = await openTrio();
  const { seq } = (await say(ada, team)) as unknown as { seq: number };
  const { messages: acts } = await stage.call.web();
  const message = { channel_id: team, seq };
  const [as, asAdmin] = [{ login: bob.login }, { login: ada.login }];
  const changes = ({ socket }: Person) =>
    socket.received.filter(({ op }) => op === 'message_changed').length;
  const readAgain = async ({ socket }: Person) => {
    const before = socket.received.length;
    socket.send({ op: 'open', channel_id: team, after: seq - 1, before: seq + 1 });
    await until(() => socket.received.slice(before).some((frame) => frame['seq'] === seq));
    return socket.received.slice(before).find((frame) => frame['seq'] === seq);
  };
  await acts.react({ ...message, emoji: '👍' }, as);
  await acts.pin(message, asAdmin);
  await until(() => changes(ada) === 2);
  expect(await readAgain(ada)).toMatchObject({ reactions: { '👍': [bob.id] }, pinned: true });
  await acts.unreact({ ...message, emoji: '👍' }, as);
  await acts.unpin(message, asAdmin);
  await until(() => changes(ada) === 4);
  const now = await readAgain(ada);
  expect(now).not.toHaveProperty('reactions');
  expect(now).not.toHaveProperty('pinned');
});
