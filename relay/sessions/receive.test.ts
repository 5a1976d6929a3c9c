import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  enter,
  openRoom,
  type Seated,
  startLimitedRelay,
  until,
} from '../../internal/testing/rooms.ts';
import { openSocket, type TestSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;
let url: string;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = (await stage.startRelay()).url;
});
afterAll(() => stage[Symbol.asyncDispose]());

async function newSocket(): Promise<Seated> {
  return enter(url, (await stage.people.visitor()).token);
}

const badFrames: [string, string | Buffer][] = [
  ['text that is no JSON', 'hello?'],
  ['half of JSON', '{"op":"send"'],
  ['a list', '[{"op":"typing"}]'],
  ['null', 'null'],
  ['a number', '1e400'],
  ['bytes', Buffer.from('{"op":"typing","channel_id":"c"}')],
  ['an unknown op', '{"op":"subscribe"}'],
  ['no op', '{}'],
  ['op null', '{"op":null}'],
  ['op __proto__', '{"op":"__proto__"}'],
  ['op constructor', '{"op":"constructor"}'],
  ['op toString', '{"op":"toString","channel_id":"c"}'],
  ['10,000 levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
];

test('R16: a bad frame is answered, the third closes with 4400', async () => {
  for (const [what, frame] of badFrames) {
    using socket = await newSocket();
    for (let i = 0; i < 2; i++) {
      socket.send(frame);
      expect(await socket.next('error')).toMatchObject({ op: 'error', code: 'invalid' });
    }
    socket.send({ op: 'start', with: 'nobody' });
    expect(await socket.next('error')).toMatchObject({ code: 'not_found' });
    socket.send(frame);
    expect(await socket.next('error')).toMatchObject({ code: 'invalid' });
    expect([what, (await socket.closed).code]).toEqual([what, 4400]);
  }
});

test('R16: before hello three frames that are none close with 4400 too', async () => {
  using socket = await openSocket(url);
  for (const frame of ['x', Buffer.from('x'), '[]']) socket.send(frame);
  expect((await socket.closed).code).toBe(4400);
  expect(socket.received.map(({ code }) => code)).toEqual(['invalid', 'invalid', 'invalid']);
});

test('R14: keys that aim at prototypes change nothing', async () => {
  const { socket, channel } = await openRoom(stage, url);
  const attacks = [
    `{"op":"typing","channel_id":"${channel}","__proto__":{"admin":true}}`,
    `{"op":"typing","channel_id":"${channel}","constructor":{"prototype":{"admin":true}}}`,
    `{"op":"open","channel_id":"__proto__","after":0}`,
    `{"op":"open","channel_id":"constructor","after":0}`,
    `{"op":"seen","channel_id":"${channel}","seq":9007199254740993}`,
    `{"op":"seen","channel_id":"${channel}","seq":1e400}`,
    `{"op":"open","channel_id":12345678901234567890,"after":0}`,
    `{"op":"send","id":{"a":${'['.repeat(5000)}${']'.repeat(5000)}},"channel_id":"${channel}"}`,
  ];
  for (const attack of attacks) {
    socket.send(attack);
    expect((await socket.next('error'))['code']).toMatch(/^(invalid|not_found)$/);
  }
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('R14: of a key that stands twice one counts, and nothing breaks', async () => {
  const { socket, channel } = await openRoom(stage, url);
  const data = stage.canaries.text();
  const rest = `"channel_id":"${channel}","to":"*","type":"text","data":"${data}"`;
  socket.send(`{"op":"typing","op":"send","id":"a","id":"b",${rest}}`);
  expect(await socket.next('ack')).toMatchObject({ id: 'b' });
});

test('too many frames are refused with a time to wait, a flood closes with 4429', async () => {
  using socket = await newSocket();
  for (let i = 0; i < 260; i++) socket.send({ op: 'close', channel_id: `c${i}` });
  const refused = await socket.next(({ code }) => code === 'rate_limited');
  expect(refused).toMatchObject({
    op: 'error',
    of: 'close',
    retry_ms: expect.any(Number) as unknown,
  });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  socket.send({ op: 'close', channel_id: 'later' });
  const later = await socket.next(({ channel_id }) => channel_id === 'later');
  expect(later['code']).toBe('not_found');
  for (let i = 0; i < 2000; i++) socket.send({ op: 'close', channel_id: `c${i}` });
  expect((await socket.closed).code).toBe(4429);
});

test('all sockets of one person share one allowance', async () => {
  const { token } = await stage.people.visitor();
  const sockets: Seated[] = [];
  for (let i = 0; i < 4; i++) sockets.push(await enter(url, token));
  for (const socket of sockets) {
    for (let i = 0; i < 150; i++) socket.send({ op: 'close', channel_id: `c${i}` });
  }
  const answered = () => sockets.flatMap(({ received }) => received.filter(isError));
  await until(() => answered().length === 600);
  const refused = answered().filter(({ code }) => code === 'rate_limited').length;
  expect(refused).toBeGreaterThan(100);
  for (const socket of sockets) socket[Symbol.dispose]();
});

test('W8: with more tabs a member is heard more often, a guest is not', async () => {
  const slow = await startLimitedRelay(stage, {}, { LIMIT_SOCKET_FRAMES: '10' });
  const heardOf = async (token: string) => {
    const sockets = [await enter(slow.url, token), await enter(slow.url, token)];
    for (let i = 0; i < 50; i++) {
      for (const socket of sockets) socket.send({ op: 'close', channel_id: `c${i}` });
    }
    const answered = () => sockets.flatMap(({ received }) => received.filter(isError));
    await until(() => answered().length === 100);
    for (const socket of sockets) socket[Symbol.dispose]();
    return answered().filter(({ code }) => code === 'not_found').length;
  };
  const guest = await heardOf((await stage.people.visitor()).token);
  const member = await heardOf((await stage.people.member()).token);
  expect(guest).toBeLessThan(member);
});

test('W8: guests have little done at once, each of them and all of an address', async () => {
  const { url: small } = await stage.startRelay({ LIMIT_ADDRESS_SOCKETS: '200' });
  const ask = async (token: string) => {
    const socket = await openSocket(small);
    // What comes before welcome is counted as well.
    const welcome = socket.hello(token);
    for (let i = 0; i < 40; i++) socket.send({ op: 'open', channel_id: `c${i}`, after: 0 });
    await welcome;
    await until(() => socket.received.filter(isError).length === 40);
    return socket;
  };
  const refusedOf = ({ received }: TestSocket) =>
    received.filter(({ code }) => code === 'rate_limited');
  const { token } = await stage.people.visitor();
  using socket = await ask(token);
  const [first] = refusedOf(socket);
  expect(first).toMatchObject({ of: 'open', retry_ms: expect.any(Number) as unknown });
  expect(refusedOf(socket).length).toBeGreaterThan(0);
  socket.send({ op: 'close', channel_id: 'mine' });
  expect(await socket.next(({ of }) => of === 'close')).toMatchObject({ code: 'not_found' });
  socket[Symbol.dispose]();
  using again = await ask(token);
  expect(refusedOf(again).length).toBeGreaterThan(30);
  using neighbour = await ask((await stage.people.visitor()).token);
  expect(refusedOf(neighbour).length).toBeGreaterThan(0);
  using other = await ask((await stage.people.visitor()).token);
  expect(refusedOf(other).length).toBeGreaterThan(30);
  using member = await ask((await stage.people.member()).token);
  expect(refusedOf(member)).toEqual([]);
});

function isError({ op }: { op: string }): boolean {
  return op === 'error';
}
