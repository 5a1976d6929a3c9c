import { encodeRaw, openRawSocket, type RawSocket } from '../../../internal/testing/raw-socket.ts';
import { until } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { gatherRoom, meetVisitors } from '../load/crowd.ts';

const kibibyte = 1024;
const maxFrame = 64 * kibibyte;
/** What NATS takes in one message, and MySQL in one packet. */
const natsLimit = kibibyte ** 2;
const mysqlLimit = 16 * kibibyte ** 2;
const wholeMs = 5000;
/** As much as a message may hold: four bytes of UTF-8 each. */
const longest = '🙂'.repeat(10_000);
const writers = 12;

export const hugeMessage: Scenario[] = [
  scenario({
    id: 'X31',
    title:
      'messages of 64 KiB ± 1, 1 MiB ± 1 and 16 MiB are refused at the edge, the longest that is ' +
      'allowed is stored, and no process loses its bus',
    isShort: true,
    run: sendHuge,
  }),
];

async function sendHuge(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh({ env: { relay: { LIMIT_SOCKET_FRAMES: '1000' } } });
  const room = await stage.openRoom(mesh, { observers: 2 });
  const stop = room.speak({ everyMs: 100 });
  stage.note('frames around every limit');
  const { channel, writer, listeners } = await gatherRoom(mesh, 1);
  await expectAnswer(mesh, channel, writer.token, maxFrame, 'too_large');
  for (const bytes of [maxFrame + 1, natsLimit - 1, natsLimit, natsLimit + 1, mysqlLimit]) {
    await expectAnswer(mesh, channel, writer.token, bytes, 1009);
  }
  for (const bytes of [maxFrame + 1, natsLimit + 1]) {
    const body = JSON.stringify({ nickname: 'x'.repeat(bytes) });
    const headers = { 'content-type': 'application/json' };
    const url = `${mesh.webUrl}/v1/chat/session`;
    const { status } = await fetch(url, { method: 'POST', headers, body });
    if (status !== 413) throw new Error(`a body of ${bytes} bytes was answered with ${status}`);
  }

  stage.note('the longest texts, many in one moment');
  using reader = await sitDown(mesh, listeners[0]!.token, { [channel]: 0 });
  using longWriter = await sitDown(mesh, writer.token);
  for (let place = 0; place < writers * 5; place++) {
    longWriter.write(frameOf(channel, `long-${place}`, longest));
  }
  for (let place = 0; place < writers * 5; place++) {
    await until(() => reader.bytes().includes(`"id":"long-${place}"`), 'a long text', wholeMs);
  }
  const [stored] = await mesh.sql<{ n: number }>(
    'SELECT COUNT(*) AS n FROM messages WHERE channel_id = ? AND body = ?',
    [channel, longest],
  );
  if (stored?.n !== writers * 5) throw new Error(`${stored?.n} long texts were stored`);
  stage.note('their replay is larger than a message of the bus');
  const [late] = await meetVisitors(mesh, 1);
  await mesh.sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
     VALUES (?, ?, 1, UTC_TIMESTAMP(3))`,
    [channel, late!.id],
  );
  using replayed = await sitDown(mesh, late!.token, { [channel]: 0 });
  await until(() => replayed.bytes().includes(`"id":"long-0"`), 'the replay', wholeMs);

  for (const { name, log } of [mesh.relay, mesh.dbmgr, mesh.web]) {
    if (/bus (disconnect|error)/.test(log())) throw new Error(`${name} lost its bus`);
  }
  stop();
  await stage.converge([room], { what: 'the huge messages', limitMs: wholeMs });
  await stage.prove(mesh, [room]);
}

/** A `send` of so many bytes: the code it is closed with, or the code of the error it gets. */
async function expectAnswer(
  mesh: Mesh,
  channel: string,
  token: string,
  bytes: number,
  wanted: number | string,
): Promise<void> {
  using raw = await sitDown(mesh, token);
  const empty = jsonOf(channel, 'huge', '').length;
  raw.write(frameOf(channel, 'huge', 'x'.repeat(bytes - empty)));
  const isRefused = () => raw.bytes().includes(`"code":"${wanted}"`);
  await until(() => isRefused() || raw.socket.destroyed, `an answer to ${bytes} bytes`, wholeMs);
  const answer = isRefused() ? wanted : await raw.closed;
  if (answer !== wanted) throw new Error(`${bytes} bytes were answered with ${answer}`);
}

async function sitDown(mesh: Mesh, token: string, resume?: object): Promise<RawSocket> {
  const raw = await openRawSocket(mesh.relayUrl);
  raw.send({ payload: JSON.stringify({ op: 'hello', token, resume }) });
  await until(() => raw.bytes().includes('caught_up'), 'a seat', wholeMs);
  return raw;
}

function jsonOf(channelId: string, id: string, data: string): string {
  return JSON.stringify({ op: 'send', id, channel_id: channelId, to: '*', type: 'text', data });
}

function frameOf(channelId: string, id: string, data: string): Buffer {
  return encodeRaw({ payload: jsonOf(channelId, id, data) });
}
