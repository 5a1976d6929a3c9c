import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFrames, openRawSocket, type RawSocket } from '../../internal/testing/raw-socket.ts';
import { openRoom, type Room, say, until } from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { controlCases } from './testing/control-cases.ts';
import { framingCases } from './testing/framing-cases.ts';
import { utf8Cases } from './testing/utf8-cases.ts';
import { opcodes, type Outcome, ping, type WireCase } from './testing/wire-case.ts';

let stage: Stage;
let room: Room;
let urls: { relay: string; web: string };

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  const relay = await stage.startRelay({ LIMIT_SOCKET_FRAMES: '5000' });
  const web = await stage.startWeb();
  urls = { relay: relay.url, web: web.url };
  room = await openRoom(stage, relay.url);
});
afterAll(() => stage[Symbol.asyncDispose]());

const cases = [...framingCases, ...controlCases, ...utf8Cases];

describe.each(['relay', 'web'] as const)('at %s', (door) => {
  test.each(cases)('RFC 6455, $section: $title', async (wireCase) => {
    using raw = await sitDown(urls[door]);
    const { hears = [], pongs = [], refused = 0, closes } = wireCase.outcome;
    expect(await play(raw, wireCase)).toEqual({ hears, pongs, refused, closes });
  });
});

test('RFC 6455, 5.1 and 5.2: what the relay sends is bare and as short as can be', async () => {
  using raw = await sitDown(urls.relay);
  const before = raw.bytes().length;
  for (const letters of [1, 200, 9900]) {
    const data = 'x'.repeat(letters);
    const channel_id = room.channel;
    room.socket.send({ op: 'send', id: `l${letters}`, channel_id, to: '*', type: 'text', data });
  }
  await until(() => raw.bytes().includes('x'.repeat(9900)));
  let at = before;
  for (const { opcode, payload } of decodeFrames(raw.bytes().subarray(before))) {
    const [first, second] = raw.bytes().subarray(at, at + 2);
    expect([first, opcode]).toEqual([0x81, opcodes.text]);
    expect(second).toBe(payload.length < 126 ? payload.length : 126);
    at += (payload.length < 126 ? 2 : 4) + payload.length;
  }
});

test('after all of it everybody is served', async () => {
  expect(await say(stage, room.socket, room.channel)).toBeGreaterThan(0);
});

/** A raw socket that is live in the room. */
async function sitDown(url: string): Promise<RawSocket> {
  const raw = await openRawSocket(url);
  raw.send({ payload: JSON.stringify({ op: 'hello', token: room.visitor.token }) });
  await until(() => raw.bytes().includes('caught_up'));
  return raw;
}

let said = 0;

/** Puts the case on the wire and reads what came of it, until it closes or answers a last ping. */
async function play(raw: RawSocket, { packets, outcome }: WireCase): Promise<Outcome> {
  const before = raw.bytes().length;
  const ids: string[] = [];
  const written = packets({
    say(data) {
      const id = `c${++said}`;
      ids.push(id);
      const channel_id = room.channel;
      const frame = { op: 'send', id, channel_id, to: '*', type: 'text', data };
      return Buffer.from(JSON.stringify(frame));
    },
  });
  for (const packet of written) {
    raw.write(packet);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const heard = () => read(raw.bytes().subarray(before), ids);
  if (outcome.closes === undefined) {
    const wanted = outcome.hears?.length ?? 0;
    await until(() => heard().hears.length >= wanted);
    raw.write(ping('the end'));
    await until(() => heard().isOver);
    const { hears, pongs, refused } = heard();
    return { hears, pongs, refused, closes: undefined };
  }
  const code = await raw.closed;
  // Whatever the room heard of it, it heard before this.
  await say(stage, room.socket, room.channel, `fence-${++said}`);
  await room.socket.next(({ op, id }) => op === 'message' && id === `fence-${said}`);
  const { pongs, refused } = heard();
  return { hears: hearsElsewhere(ids), pongs, refused, closes: code ?? undefined };
}

/** What the other one in the room was told of these messages. */
function hearsElsewhere(ids: string[]): string[] {
  return room.socket.received
    .filter(({ op, id }) => op === 'message' && ids.includes(String(id)))
    .map(({ data }) => String(data));
}

function read(bytes: Buffer, ids: string[]) {
  const frames = decodeFrames(bytes);
  const texts = frames
    .filter(({ opcode }) => opcode === opcodes.text)
    .map(({ payload }) => JSON.parse(payload.toString()) as Record<string, unknown>);
  const pongs = frames
    .filter(({ opcode }) => opcode === opcodes.pong)
    .map(({ payload }) => Buffer.from(payload));
  const isOver = pongs.at(-1)?.toString() === 'the end';
  return {
    hears: texts
      .filter(({ op, id }) => op === 'message' && ids.includes(String(id)))
      .map(({ data }) => String(data)),
    pongs: isOver ? pongs.slice(0, -1) : pongs,
    refused: texts.filter(({ op }) => op === 'error').length,
    isOver,
  };
}
