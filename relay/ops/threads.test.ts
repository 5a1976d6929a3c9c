import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { threadId } from '../../internal/contract/threads.ts';
import type { Visitor } from '../../internal/testing/people.ts';
import { enter, removeMember, type Seated, until } from '../../internal/testing/rooms.ts';
import type { AnyFrame } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { openTeam, openThread } from '../../internal/testing/teams.ts';

let stage: Stage;
let urls: [string, string];

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  urls = [(await stage.startRelay()).url, (await stage.startRelay()).url];
});
afterAll(() => stage[Symbol.asyncDispose]());

type Person = Visitor & { socket: Seated };

/** Three people of one team at their sockets, not all at one relay. */
async function openTrio() {
  const people = await Promise.all(['Ada', 'Bob', 'Cleo'].map((name) => stage.people.member(name)));
  const team = await openTeam(stage, people, { name: 'Trio' });
  const seat = async (one: Visitor, place: number): Promise<Person> => ({
    ...one,
    socket: await enter(urls[place % 2]!, one.token),
  });
  const [ada, bob, cleo] = (await Promise.all(people.map(seat))) as [Person, Person, Person];
  return { team, ada, bob, cleo };
}

let sent = 0;

function draft(channel_id: string, to: string, data = stage.canaries.text()) {
  return { op: 'send', id: `t-${++sent}`, channel_id, to, type: 'text', data };
}

/** Resolves with the answer: `ack` or `error`. */
async function say({ socket }: Person, channel: string, to: string): Promise<AnyFrame> {
  const frame = draft(channel, to);
  socket.send(frame);
  return socket.next(({ op, id }) => (op === 'ack' || op === 'error') && id === frame.id);
}

const inThread = (team: string, to: string) => (frame: AnyFrame) =>
  frame['channel_id'] === team && frame['to'] === to;

const messagesTo = ({ socket }: Person, to: string) =>
  socket.received.filter((frame) => frame.op === 'message' && frame['to'] === to);

test('welcome names teams and threads as the outside calls them', async () => {
  const { team, ada, bob } = await openTrio();
  await openThread(stage, team, ada, bob);
  using again = await enter(urls[0], ada.token);
  expect(again.welcome['channels']).toEqual([
    expect.objectContaining({
      ...{ id: team, kind: 'team', name: 'Trio', head: 0, seen: 0, conversation: null },
      team: { id: team, name: 'Trio', icon: null, active: true, version: 1, level: 'super_admin' },
    }),
    expect.objectContaining({ id: team, kind: 'direct', to: bob.id, name: 'Bob', head: 0 }),
  ]);
  expect(JSON.stringify(again.received)).not.toContain(threadId(team, ada.id, bob.id));
});

test('the first line to somebody makes the thread, and all lines come in their order', async () => {
  const { team, ada, bob, cleo } = await openTrio();
  const drafts = Array.from({ length: 20 }, () => draft(team, bob.id));
  for (const frame of drafts) ada.socket.send(frame);
  const acks = await Promise.all(
    drafts.map(({ id }) => ada.socket.next((frame) => frame.op === 'ack' && frame['id'] === id)),
  );
  expect(acks.map(({ seq }) => seq)).toEqual(drafts.map((_, index) => index + 1));
  expect(acks.every(inThread(team, bob.id))).toBe(true);
  const joined = await bob.socket.next('joined');
  expect(joined['channel']).toMatchObject({ id: team, kind: 'direct', to: ada.id, name: 'Ada' });
  await until(() => messagesTo(bob, bob.id).length === 20 && messagesTo(ada, bob.id).length === 20);
  expect(messagesTo(bob, bob.id)).toEqual(messagesTo(ada, bob.id));
  expect(messagesTo(bob, bob.id)[0]).toMatchObject({ channel_id: team, from: ada.id, seq: 1 });
  expect(await say(bob, team, ada.id)).toMatchObject({ op: 'ack', seq: 21, to: ada.id });
  expect(await say(cleo, team, '*')).toMatchObject({ op: 'ack', seq: 1, channel_id: team });
});

test('R5, C5: of a thread the others learn nothing at all', async () => {
  const { team, ada, bob, cleo } = await openTrio();
  await say(ada, team, bob.id);
  await bob.socket.next('message');
  const before = cleo.socket.received.length;
  for (const op of ['typing', 'seen']) {
    const frame = { op, channel_id: team, to: bob.id, ...(op === 'seen' ? { seq: 1 } : {}) };
    ada.socket.send(frame);
    const heard = await bob.socket.next((one) => one.op === op && one['from'] === ada.id);
    expect(heard).toMatchObject({ channel_id: team, to: ada.id });
  }
  await ada.socket.next((frame) => frame.op === 'seen' && frame['to'] === bob.id);
  for (const { socket } of [ada, bob]) {
    await socket.next((frame) => frame.op === 'presence' && frame['to'] !== undefined);
  }
  const id = threadId(team, ada.id, bob.id);
  for (const channel of [
    { channel_id: id },
    { channel_id: team, to: ada.id },
    { channel_id: id, to: ada.id },
  ]) {
    for (const rest of [{ op: 'open', after: 0 }, { op: 'typing' }, { op: 'seen', seq: 0 }]) {
      cleo.socket.send({ ...rest, ...channel });
      expect(await cleo.socket.next('error')).toMatchObject({ code: 'not_found', of: rest.op });
    }
  }
  cleo.socket.send(draft(id, '*'));
  expect(await cleo.socket.next('error')).toMatchObject({ code: 'not_found' });
  using again = await enter(urls[0], cleo.token, { resume: { [id]: 0, [`${team}:${ada.id}`]: 0 } });
  expect((again.welcome['channels'] as unknown[]).length).toBe(1);
  const refused = again.received.filter(({ op }) => op === 'error');
  expect(refused.map(({ code }) => code)).toEqual(['not_found', 'not_found']);
  const told = [...cleo.socket.received.slice(before), ...again.received];
  expect(told.filter(({ op }) => ['message', 'typing', 'seen', 'joined'].includes(op))).toEqual([]);
  expect(told.filter(({ op, to }) => op === 'presence' && to !== undefined)).toEqual([]);
});

test('by its own id a thread is not found, though one is in it', async () => {
  const { team, ada, bob } = await openTrio();
  await say(ada, team, bob.id);
  ada.socket.send({ op: 'open', channel_id: threadId(team, ada.id, bob.id), after: 0 });
  expect(await ada.socket.next('error')).toMatchObject({ code: 'not_found', of: 'open' });
});

describe('a line that cannot be stored', () => {
  test('is refused to its sender, by their id of it', async () => {
    const { team, ada, bob } = await openTrio();
    const stranger = await stage.people.member('Zoë');
    for (const to of [stranger.id, randomUUID()]) {
      const refused = await say(ada, team, to);
      expect(refused).toMatchObject({ code: 'not_found', of: 'send', channel_id: team, to });
    }
    expect(await say(ada, team, ada.id)).toMatchObject({ code: 'invalid', to: ada.id });
    expect(await say(ada, randomUUID(), bob.id)).toMatchObject({ code: 'not_found' });
  });

  test('R10: and the other who has left is said to have', async () => {
    const { team, ada, bob } = await openTrio();
    await say(ada, team, bob.id);
    await bob.socket.next('message');
    for (const id of [team, threadId(team, ada.id, bob.id)]) await removeMember(stage, id, bob.id);
    expect(await say(ada, team, bob.id)).toMatchObject({ code: 'conflict' });
    expect(await say(bob, team, ada.id)).toMatchObject({ code: 'not_found' });
  });
});

test('R15: who comes back resumes each thread from where they were', async () => {
  const { team, ada, bob, cleo } = await openTrio();
  for (let i = 0; i < 3; i++) await say(ada, team, bob.id);
  await say(ada, team, cleo.id);
  await say(ada, team, '*');
  bob.socket.close(1000);
  await bob.socket.closed;
  for (let i = 0; i < 2; i++) await say(ada, team, bob.id);
  const resume = { [`${team}:${ada.id}`]: 3, [team]: 1, [`${team}:${cleo.id}`]: 9 };
  using again = await enter(urls[1], bob.token, { resume });
  const messages = again.received.filter(({ op }) => op === 'message');
  expect(messages.map(({ channel_id, to, seq }) => [channel_id, to, seq])).toEqual([
    [team, bob.id, 4],
    [team, bob.id, 5],
  ]);
  using whole = await enter(urls[1], bob.token, { resume: { [`${team}:${ada.id}`]: 99 } });
  expect(whole.received.filter(({ op }) => op === 'reset')).toEqual([
    { op: 'reset', channel_id: team, to: ada.id },
  ]);
});

test('a thread is opened, closed and paged through by its team and its person', async () => {
  const { team, ada, bob } = await openTrio();
  for (let i = 0; i < 5; i++) await say(ada, team, bob.id);
  await until(() => messagesTo(bob, bob.id).length === 5);
  const where = { channel_id: team, to: ada.id };
  bob.socket.send({ op: 'close', ...where });
  expect(await bob.socket.next('closed')).toEqual({ op: 'closed', ...where });
  await say(ada, team, bob.id);
  for (const rest of [{ after: 1, before: 4 }, { after: 4 }]) {
    const count = messagesTo(bob, bob.id).length;
    bob.socket.send({ op: 'open', ...where, ...rest });
    expect(await bob.socket.next('opened')).toEqual({ op: 'opened', ...where, head: 6 });
    await until(() => messagesTo(bob, bob.id).length === count + 2);
  }
  const seqs = messagesTo(bob, bob.id).map(({ seq }) => seq);
  expect(seqs).toEqual([1, 2, 3, 4, 5, 2, 3, 5, 6]);
  await say(ada, team, bob.id);
  await until(() => messagesTo(bob, bob.id).at(-1)!['seq'] === 7);
});

test('I2: 500 teams and 500 threads are live at once', async () => {
  const ada = await stage.people.member('Ada');
  const others = await Promise.all(
    Array.from({ length: 10 }, (_, place) => stage.people.member(`Other ${place}`)),
  );
  const icon = `https://example.com/${'i'.repeat(80)}`;
  const teams: string[] = [];
  for (let i = 0; i < 50; i++) {
    teams.push(...(await Promise.all(others.map((one) => openTeam(stage, [one, ada], { icon })))));
  }
  await Promise.all(
    teams.map((team, place) => openThread(stage, team, ada, others[place % 10]!)),
  );
  const startMs = performance.now();
  using socket = await enter(urls[0], ada.token);
  const tookMs = performance.now() - startMs;
  const channels = socket.welcome['channels'] as { id: string; kind: string }[];
  expect(channels.filter(({ kind }) => kind === 'team')).toHaveLength(500);
  expect(channels.filter(({ kind }) => kind === 'direct')).toHaveLength(500);
  expect(new Set(channels.map(({ id }) => id))).toEqual(new Set(teams));
  process.stdout.write(`    1,000 channels were welcomed within ${Math.round(tookMs)} ms\n`);
  const other: Person = { ...others[7]!, socket: await enter(urls[1], others[7]!.token) };
  const team = teams[497]!;
  await say(other, team, '*');
  await say(other, team, ada.id);
  await socket.next((frame) => frame.op === 'message' && frame['to'] === '*');
  await socket.next((frame) => frame.op === 'message' && frame['to'] === ada.id);
});
