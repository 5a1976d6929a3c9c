import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, openRoom } from '../../internal/testing/rooms.ts';
import { openSocket, type TestSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import type { StartedWeb } from '../../internal/testing/starters.ts';
import { clientOf } from '../testing/house.ts';

const sessionsPerMinute = 20;

let stage: Stage;
let web: StartedWeb;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  await stage.startRelay();
  web = await stage.startWeb({
    TRUST_PROXY: '127.0.0.1',
    LIMIT_CHAT_SESSIONS: String(sessionsPerMinute),
  });
});
afterAll(() => stage[Symbol.asyncDispose]());

async function say(socket: TestSocket, channel: string, text: string): Promise<void> {
  socket.send({
    op: 'send',
    id: text.replaceAll(' ', '-'),
    channel_id: channel,
    to: '*',
    type: 'text',
    data: text,
  });
  await socket.next((frame) => frame.op === 'ack');
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test('W3: a visitor’s token opens their own conversation, and no other', async () => {
  const ada = await stage.people.visitor('Ada');
  const { visitor: bob, socket: bobs, channel } = await openRoom(stage, web.url, 'Bob');
  using _bobs = bobs;
  await say(bobs, channel, 'between Bob and us');
  using client = clientOf(stage, web.url);
  const path = `/v1/channels/${channel}/messages`;
  expect((await client.get(path, bearer(bob.token))).text).toContain('between Bob and us');
  const message = { to: '*', type: 'text', data: 'me too' };
  const answers = [
    await client.get(path, bearer(ada.token)),
    await client.json(path, message, bearer(ada.token)),
    await client.get(`${path}/1`, bearer(ada.token)),
  ];
  for (const { status, text } of answers) {
    expect(status).toBe(404);
    expect(text).not.toContain('Bob');
  }
  using adas = await enter(web.url, ada.token);
  for (const op of ['open', 'handoff', 'done', 'typing', 'seen', 'send']) {
    const rest = { after: 0, seq: 1, id: 'x', to: '*', type: 'text', data: 'hi' };
    const fields: Record<string, object> = {
      open: { after: rest.after },
      seen: { seq: rest.seq },
      send: { id: rest.id, to: rest.to, type: rest.type, data: rest.data },
    };
    adas.send({ op, channel_id: channel, ...fields[op] });
    const { code } = await adas.next((frame) => frame.op === 'error');
    expect([op, code]).toEqual([op, 'not_found']);
  }
});

test('W3: no two secrets are alike, and each is longer than anybody can guess', async () => {
  using client = clientOf(stage, web.url);
  const secrets = new Set<string>();
  for (let i = 0; i < 5; i++) {
    const { text } = await client.json('/v1/chat/session', {});
    const { token, refresh_token } = JSON.parse(text) as { token: string; refresh_token: string };
    stage.canaries.note(token, 'a token');
    secrets.add(stage.canaries.note(refresh_token, 'a refresh token'));
    expect(refresh_token.replace(/^.*\./, '').length * 6).toBeGreaterThanOrEqual(128);
  }
  expect(secrets.size).toBe(5);
});

test('W8: from one address come so many new visitors a minute, and no more', async () => {
  using client = clientOf(stage, web.url);
  const statuses: number[] = [];
  for (let i = 0; i < sessionsPerMinute + 5; i++) {
    const { status, text, headers } = await client.json('/v1/chat/session', {});
    statuses.push(status);
    if (status === 429) {
      expect(headers['retry-after']).toMatch(/^\d+$/);
      expect(JSON.parse(text)).toMatchObject({ code: 'rate_limited', status: 429 });
    } else stage.canaries.note((JSON.parse(text) as { token: string }).token, 'a token');
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(sessionsPerMinute);
  using other = clientOf(stage, web.url);
  expect((await other.json('/v1/chat/session', {})).status).toBe(200);
});

test('W8: one visitor starts so many conversations a minute', async () => {
  const ada = await stage.people.visitor('Ada');
  using socket = await enter(web.url, ada.token);
  // So many acts a second are a limit of their own, which may be met first.
  const closes = async (channel_id: unknown) => {
    for (let isClosed = false; !isClosed;) {
      socket.send({ op: 'done', channel_id });
      const answer = await socket.next(
        (one) =>
          one['channel_id'] === channel_id && (one.op === 'error' || one['state'] === 'closed'),
      );
      isClosed = answer.op !== 'error';
      if (!isClosed) await sleep(Number(answer['retry_ms']));
    }
  };
  let refused: unknown;
  for (let i = 0; i < 30 && refused === undefined; i++) {
    socket.send({ op: 'start', with: 'person' });
    const frame = await socket.next(({ op }) => op === 'started' || op === 'error');
    if (frame.op === 'error') refused = frame['code'];
    else await closes(frame['channel_id']);
  }
  expect(refused).toBe('rate_limited');
});

test('W8: ten megabytes and bombs of emoji are refused, and the next message goes', async () => {
  using client = clientOf(stage, web.url);
  const huge = await client.json('/v1/chat/session', { nickname: 'x'.repeat(10_000_000) });
  expect(huge.status).toBe(413);
  const { socket, channel } = await openRoom(stage, web.url);
  using _socket = socket;
  const bomb = '👨‍👩‍👧‍👦'.repeat(1500);
  socket.send({ op: 'send', id: 'bomb', channel_id: channel, to: '*', type: 'text', data: bomb });
  const { code } = await socket.next((frame) => frame.op === 'error' && frame['id'] === 'bomb');
  expect(code).toBe('too_large');
  await say(socket, channel, 'and now in peace');
  using flood = await openSocket(web.url);
  await flood.hello((await stage.people.visitor('Eve')).token);
  flood.send(JSON.stringify({ op: 'send', data: 'x'.repeat(10_000_000) }));
  expect((await flood.closed).code).toBe(1009);
});
