import type { Limits } from '../../relay/limits.ts';
import { shippedLimits } from '../../relay/limits.ts';
import { type StartedRelay, startRelay } from '../../relay/start-relay.ts';
import type { Visitor } from './people.ts';
import { type AnyFrame, openSocket, type TestSocket } from './socket.ts';
import type { Stage } from './stage.ts';
import { parseSettings, type StageEnvironment } from './stage-settings.ts';

/** A relay that ends with the stage; `limits` shortens what a test cannot wait for. */
export async function startLimitedRelay(
  stage: Stage,
  limits: Partial<Limits>,
  env: StageEnvironment = {},
): Promise<StartedRelay> {
  const settings = parseSettings({ ...stage.env, ...env });
  const relay = await startRelay(settings, stage.log.logOf('relay'), {
    ...shippedLimits,
    ...limits,
  });
  return stage.use(relay);
}

/** A socket that has said hello and is caught up. */
export type Seated = TestSocket & { welcome: AnyFrame };

export async function enter(url: string, token: string, rest: object = {}): Promise<Seated> {
  const socket = await openSocket(url);
  const welcome = await socket.hello(token, rest);
  await socket.next('caught_up');
  return Object.assign(socket, { welcome });
}

/** A visitor at their socket in a conversation that waits for a person. */
export type Room = { visitor: Visitor; socket: Seated; channel: string };

export async function openRoom(stage: Stage, url: string, nickname = 'Ada'): Promise<Room> {
  const visitor = await stage.people.visitor(nickname);
  const socket = await enter(url, visitor.token);
  socket.send({ op: 'start', with: 'person' });
  const { channel_id } = await socket.next('started');
  return { visitor, socket, channel: String(channel_id) };
}

/** Puts somebody into a channel behind everybody's back: no event tells of it. */
export async function addMember(stage: Stage, channel: string, person: string): Promise<void> {
  await stage.sql('UPDATE channels SET member_version = member_version + 1 WHERE id = ?', [
    channel,
  ]);
  await stage.sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
     SELECT id, ?, member_version, UTC_TIMESTAMP(3) FROM channels WHERE id = ?`,
    [person, channel],
  );
}

/** Takes somebody out of a channel behind everybody's back. */
export async function removeMember(stage: Stage, channel: string, person: string): Promise<void> {
  await stage.sql('UPDATE channels SET member_version = member_version + 1 WHERE id = ?', [
    channel,
  ]);
  await stage.sql('DELETE FROM members WHERE channel_id = ? AND person_id = ?', [channel, person]);
}

/** Fills a new channel with messages that nobody had to send. */
export async function writeHistory(
  stage: Stage,
  channel: string,
  sender: string,
  entries: number,
  text = 'line',
): Promise<void> {
  const rowsAtOnce = Math.max(1, Math.min(500, Math.floor(4e6 / Buffer.byteLength(text))));
  for (let first = 1; first <= entries; first += rowsAtOnce) {
    const last = Math.min(entries, first + rowsAtOnce - 1);
    const values: unknown[] = [];
    for (let seq = first; seq <= last; seq++) {
      values.push(channel, seq, sender, `h-${seq}`, text);
    }
    const row = "(?, ?, 'main', ?, 'Ada', 'user', ?, '*', 'text', ?, UTC_TIMESTAMP(3))";
    await stage.sql(
      `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
         recipient, type, body, sent_at)
       VALUES ${Array.from({ length: last - first + 1 }, () => row).join(', ')}`,
      values,
    );
  }
  await stage.sql('UPDATE channels SET head = ? WHERE id = ?', [entries, channel]);
}

/** The same by the hundred thousand: `line 1` to `line <entries>`, never searched. */
export async function writeLongHistory(
  stage: Stage,
  channel: string,
  sender: string,
  entries: number,
): Promise<void> {
  const digits = `(${Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS n`).join(
    ' UNION ALL ',
  )})`;
  const number = '1 + a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n';
  await stage.sql(
    `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
       recipient, type, body, sent_at)
     SELECT ?, seq, 'main', ?, 'Ada', 'user', CONCAT('h-', seq), '*', 'text', CONCAT('line ', seq),
       UTC_TIMESTAMP(3)
     FROM (SELECT ${number} AS seq FROM ${digits} a, ${digits} b, ${digits} c, ${digits} d,
       ${digits} e) numbers
     WHERE seq <= ? ORDER BY seq`,
    [channel, sender, entries],
  );
  await stage.sql('INSERT INTO search_positions (channel_id, seq) VALUES (?, ?)', [
    channel,
    entries,
  ]);
  await stage.sql('UPDATE channels SET head = ? WHERE id = ?', [entries, channel]);
}

let sent = 0;

/** Sends a text and waits for its ack; returns its seq. */
export async function say(
  stage: Stage,
  socket: TestSocket,
  channel: string,
  id = `m-${++sent}`,
): Promise<number> {
  const data = stage.canaries.text(`text of ${id}`);
  socket.send({ op: 'send', id, channel_id: channel, to: '*', type: 'text', data });
  const ack = await socket.next((frame) => frame.op === 'ack' && frame['id'] === id);
  return Number(ack['seq']);
}

/** The seqs of the messages of a channel that a socket was given, in order of arrival. */
export function seqsOf(socket: TestSocket, channel: string): number[] {
  return socket.received
    .filter(({ op, channel_id }) => op === 'message' && channel_id === channel)
    .map(({ seq }) => Number(seq));
}

/** Waits until something holds. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  patienceMs = 5000,
): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error(`not within ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
