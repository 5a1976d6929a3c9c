import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventSubject, operationSubject } from '../contract/subjects.ts';
import type { CallContext } from '../contract/types.ts';
import type { Visitor } from '../testing/people.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import type { Bus } from './connect.ts';
import { readError, writeEnvelope } from './envelope.ts';
import { subscribeEvent } from './events.ts';

let stage: Stage;
let visitor: Visitor;
let channel: string;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  visitor = await stage.people.visitor('Vera');
  const relay = await stage.call.relay();
  const wish = { with: 'person' };
  channel = (await relay.conversations.startConversation(wish, as())).conversation.channel_id;
});
afterAll(() => stage[Symbol.asyncDispose]());

const as = (): CallContext => ({ login: visitor.login });

/** Asks as a process of another version would, with whatever it has to say. */
async function ask(bus: Bus, subject: string, input: object, timeoutMs = 5000) {
  const reply = await bus.request(subject, JSON.stringify(input), {
    timeoutMs,
    headers: writeEnvelope(as()),
  });
  return { error: readError(reply), output: reply.data.length > 0 ? reply.json() : undefined };
}

test('X41: what a newer process adds to a request is left out, and the rest is done', async () => {
  const relay = await stage.bus('relay');
  const cid = randomUUID();
  const message = { login: visitor.login, channel_id: channel, id: cid, to: '*', type: 'text' };
  const newer = { ...message, data: 'from tomorrow', mood: 'calm', more: { of: ['it'] } };
  const { error, output } = await ask(
    relay,
    operationSubject('relay', 'messages', 'sendMessages'),
    {
      messages: [newer],
      since: 'tomorrow',
    },
  );
  expect(error).toBeNull();
  expect(output).toMatchObject({ results: [{ seq: expect.any(Number) as number }] });
  const rows = await stage.sql('SELECT body FROM messages WHERE cid = ?', [cid]);
  expect(rows).toEqual([{ body: 'from tomorrow' }]);
});

test('X41: what is wrong beside it is refused all the same', async () => {
  const relay = await stage.bus('relay');
  const subject = operationSubject('relay', 'messages', 'sendMessages');
  for (const input of [
    { messages: [{ channel_id: channel, mood: 'calm' }], since: 'tomorrow' },
    { messages: 'none', since: 'tomorrow' },
  ]) {
    const { error } = await ask(relay, subject, input);
    expect(error).toMatchObject({ code: 'invalid' });
  }
});

test('X41: an operation that nobody knows yet is not done; whoever asked hears so', async () => {
  const relay = await stage.bus('relay');
  const subject = operationSubject('relay', 'messages', 'sendTelepathically');
  await expect(ask(relay, subject, { thought: 'x' }, 300)).rejects.toThrow(/nobody/);
  const { health } = await stage.call.relay();
  await expect(health.check({})).resolves.toBeDefined();
});

test('X41: what a newer dbmgr adds to an event is left out; a new kind is dropped', async () => {
  const [dbmgr, relay] = [await stage.bus('dbmgr'), await stage.bus('relay')];
  const heard: unknown[] = [];
  subscribeEvent(relay, 'channels', 'headsAnnounced', 'all', (payload) => heard.push(payload));
  await relay.flush();
  const announce = (payload: object) =>
    dbmgr.publish(eventSubject('channels', 'headsAnnounced', 'all'), JSON.stringify(payload));
  const known = { store: 'skew', at: new Date().toISOString(), heads: { [channel]: 7 } };
  announce({ ...known, heads: 'of a shape that nobody knows yet' });
  announce({ ...known, mood: 'calm' });
  const ours = () => heard.filter((one) => (one as { store?: string }).store === 'skew');
  await expect.poll(ours).toEqual([known]);
});
