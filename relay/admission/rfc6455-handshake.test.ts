import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  askHead,
  encodeRaw,
  handshakeLines,
  openRawSocket,
} from '../../internal/testing/raw-socket.ts';
import { until } from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;
let urls: { relay: string; web: string };

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  const relay = await stage.startRelay();
  urls = { relay: relay.url, web: (await stage.startWeb()).url };
});
afterAll(() => stage[Symbol.asyncDispose]());

const sampleKey = 'dGhlIHNhbXBsZSBub25jZQ==';
const sampleAnswer = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

/** The usual handshake without one of its headers. */
const without = (name: string) => handshakeLines().filter((line) => !line.startsWith(`${name}:`));
const first = (line: string) => [line, ...handshakeLines().slice(1)];

type Defect = [section: string, title: string, status: number, lines: string[]];

const defects: Defect[] = [
  ['4.1', 'by POST', 400, first('POST /ws HTTP/1.1')],
  ['4.1', 'in HTTP/1.0', 400, first('GET /ws HTTP/1.0')],
  ['4.1', 'without Host', 400, without('Host')],
  ['4.1', 'that upgrades to something else', 400, handshakeLines({ Upgrade: 'h2c' })],
  ['4.1', 'without a key', 400, without('Sec-WebSocket-Key')],
  ['4.1', 'with an empty key', 400, handshakeLines({ 'Sec-WebSocket-Key': '' })],
  ['4.1', 'with a key of 15 bytes', 400, handshakeLines({ 'Sec-WebSocket-Key': 'A'.repeat(20) })],
  ['4.1', 'with a key of 17 bytes', 400, handshakeLines({ 'Sec-WebSocket-Key': sampleKey + 'A' })],
  [
    '4.1',
    'with a key that is no base64',
    400,
    handshakeLines({ 'Sec-WebSocket-Key': '*'.repeat(24) }),
  ],
  ['4.1', 'with two keys', 400, [...handshakeLines(), `Sec-WebSocket-Key: ${sampleKey}`]],
  ['4.2.2', 'without a version', 426, without('Sec-WebSocket-Version')],
  ...['0', '8', '12', '14', '13.0', 'x', '13, 8'].map((version): Defect => [
    '4.2.2',
    `of version ${version}`,
    426,
    handshakeLines({ 'Sec-WebSocket-Version': version }),
  ]),
  ['4.1', 'at an address with a query', 404, first('GET /ws?x=1 HTTP/1.1')],
  [
    '4.1',
    'with subprotocols that are no tokens',
    400,
    handshakeLines({ 'Sec-WebSocket-Protocol': 'a,,(b)' }),
  ],
];

const noUpgrades: Defect[] = [
  ['4.1', 'without Upgrade', 426, without('Upgrade')],
  ['4.1', 'without Connection', 426, without('Connection')],
  ['4.1', 'whose Connection means to close', 426, handshakeLines({ Connection: 'close' })],
];

test.each(noUpgrades)(
  'RFC 6455, %s: a request %s is told to upgrade',
  async (_, __, code, lines) => {
    expect(await askHead(urls.relay, lines)).toMatch(new RegExp(`^HTTP/1\\.1 ${code} `));
  },
);

describe.each(['relay', 'web'] as const)('at %s', (door) => {
  test.each(defects)('RFC 6455, %s: a handshake %s is refused', async (_, title, status, lines) => {
    const answer = await askHead(urls[door], lines);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    if (title.includes('version')) expect(answer).toMatch(/^Sec-WebSocket-Version: 13\r$/m);
    expect(answer).not.toContain('Sec-WebSocket-Accept');
  });

  test('RFC 6455, 4.2.2: the key of the RFC’s own example gets its answer', async () => {
    const answer = await shakeHands(door, { 'Sec-WebSocket-Key': sampleKey });
    expect(answer).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(answer).toContain(`\r\nSec-WebSocket-Accept: ${sampleAnswer}\r\n`);
    expect(answer).toMatch(/\r\nUpgrade: websocket\r\n/i);
    expect(answer).toMatch(/\r\nConnection: Upgrade\r\n/i);
  });

  test('RFC 6455, 4.2.1: names and values in other letters mean the same', async () => {
    const answer = await shakeHands(door, {
      Upgrade: 'WebSocket',
      Connection: 'keep-alive, UPGRADE',
    });
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
  });

  test('RFC 6455, 9.1: permessage-deflate is offered and not agreed to', async () => {
    const offers = 'permessage-deflate; client_max_window_bits, x-webkit-deflate-frame';
    const headers = { 'Sec-WebSocket-Extensions': offers };
    expect(await shakeHands(door, headers)).not.toMatch(/sec-websocket-extensions/i);
    using raw = await openRawSocket(urls[door], { headers });
    raw.send({ payload: Buffer.from('c1ca48cdc9c95728cf2fca49010000', 'hex'), reserved: 4 });
    expect(await raw.closed).toBe(1002);
  });

  test('RFC 6455, 4.2.2: of subprotocols none is spoken here, so none is agreed to', async () => {
    const answer = await shakeHands(door, { 'Sec-WebSocket-Protocol': 'graphql-ws, mqtt' });
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).not.toMatch(/sec-websocket-protocol/i);
  });

  test('RFC 6455, 4.1: frames in one packet with the handshake are heard', async () => {
    const { token } = await stage.people.visitor();
    const hello = encodeRaw({ payload: JSON.stringify({ op: 'hello', token }) });
    const close = encodeRaw({ payload: '{"op":"close","channel_id":"c1"}' });
    using raw = await openRawSocket(urls[door], { first: Buffer.concat([hello, close]) });
    await until(() => raw.bytes().includes('caught_up'));
    await until(() => raw.bytes().includes('"of":"close","channel_id":"c1"'));
  });
});

const shakeHands = (door: 'relay' | 'web', headers: Record<string, string>) =>
  askHead(urls[door], handshakeLines(headers));
