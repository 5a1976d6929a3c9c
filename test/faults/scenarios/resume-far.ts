import { openSocket, type TestSocket } from '../../../internal/testing/socket.ts';
import type { Visitor } from '../../../internal/testing/people.ts';
import { addMember } from '../harness/clients/members.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type Scenario, scenario } from '../harness/scenario.ts';

const near = 10_000;
const far = 100_000;
const nearLimitMs = 2000;
const rowsAtOnce = 1000;
const writeEveryMs = 20;

export const resumeFar: Scenario[] = [
  scenario({
    id: 'RESUME',
    title: 'after 10,000 missed messages ≤ 2 s, after 100,000 in pages; exact, while others write',
    isShort: false,
    limitMs: 180_000,
    async run(stage) {
      const mesh = await stage.startMesh({ relays: 2 });
      const owner = await mesh.people.visitor('Vera');
      const channelId = await startTalk(mesh, owner);
      // Nobody follows the channel any more, and no ring holds any of it.
      await mesh.process('relay-2').kill();
      await mesh.process('relay-2').ready();
      await writeHistory(mesh, channelId, owner);
      using writer = await openSocket(mesh.relayUrl);
      await writer.hello(owner.token);
      await writer.next('caught_up');
      const sent: string[] = [];
      const writing = setInterval(() => write(writer, channelId, sent), writeEveryMs);
      stage.use({ [Symbol.dispose]: () => clearInterval(writing) });
      for (const [missed, limitMs] of [
        [near, nearLimitMs],
        [far, Infinity],
      ] as const) {
        const tookMs = await resume(mesh, channelId, far - missed);
        stage.figure(`resume after ${missed} missed`, tookMs, 'ms');
        if (tookMs > limitMs * stage.patience)
          throw new Error(`${missed} missed: ${Math.round(tookMs)} ms`);
      }
      clearInterval(writing);
      await writer.next((frame) => frame.op === 'ack' && frame['id'] === sent.at(-1));
      const rows = await mesh.sql<{ cid: string }>(
        'SELECT cid FROM messages WHERE channel_id = ? AND seq > ? ORDER BY seq',
        [channelId, far],
      );
      stage.figure('written meanwhile', rows.length, 'messages');
      if (rows.map(({ cid }) => cid).join() !== sent.join()) {
        throw new Error('what was written meanwhile is not what is stored');
      }
    },
  }),
];

/** At the second relay. */
async function startTalk(mesh: Mesh, { token }: Visitor): Promise<string> {
  using socket = await openSocket(mesh.relayUrls[1]!);
  await socket.hello(token);
  socket.send({ op: 'start', with: 'person' });
  const { channel_id } = await socket.next('started');
  return String(channel_id);
}

function write(socket: TestSocket, channelId: string, sent: string[]): void {
  const id = `new-${sent.length + 1}`;
  sent.push(id);
  socket.send({ op: 'send', id, channel_id: channelId, to: '*', type: 'text', data: id });
}

/** Somebody who was away comes back to the second relay; resolves with how long it took. */
async function resume(mesh: Mesh, channelId: string, after: number): Promise<number> {
  const { id, token } = await mesh.people.visitor('Back again');
  await addMember(mesh, channelId, id);
  const seqs: number[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = new WebSocket(`${mesh.relayUrls[1]!.replace(/^http/, 'ws')}/ws`);
  const began = performance.now();
  socket.addEventListener('open', () => {
    socket.send(JSON.stringify({ op: 'hello', token, resume: { [channelId]: after } }));
  });
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as { op: string; seq?: number };
    if (frame.op === 'message') seqs.push(frame.seq!);
    if (frame.op === 'caught_up') resolve();
  });
  socket.addEventListener('close', ({ code }) => reject(new Error(`closed with ${code}`)));
  await promise;
  const tookMs = performance.now() - began;
  socket.close();
  if (seqs.length < far - after) throw new Error(`only ${seqs.length} entries came`);
  const gap = seqs.findIndex((seq, index) => seq !== after + 1 + index);
  if (gap >= 0) throw new Error(`instead of entry ${after + 1 + gap} came ${seqs[gap]}`);
  return tookMs;
}

/** Puts messages into the log that nobody had to send. */
async function writeHistory(mesh: Mesh, channelId: string, sender: Visitor): Promise<void> {
  for (let first = 1; first <= far; first += rowsAtOnce) {
    const values: unknown[] = [];
    for (let seq = first; seq < first + rowsAtOnce; seq++) {
      values.push(channelId, seq, sender.id, `far-${seq}`, `line ${seq}`);
    }
    const row = "(?, ?, 'main', ?, 'Vera', 'user', ?, '*', 'text', ?, UTC_TIMESTAMP(3))";
    await mesh.sql(
      `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
         recipient, type, body, sent_at)
       VALUES ${Array.from({ length: rowsAtOnce }, () => row).join(', ')}`,
      values,
    );
  }
  await mesh.sql('UPDATE channels SET head = ? WHERE id = ?', [far, channelId]);
}
