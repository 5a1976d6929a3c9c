import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Room } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { connectRoot } from '../surfing/mysql-root.ts';

const recoveryMs = 10_000;
const times = 1000;
const operators = 4;
/** Deadlock, lock wait timeout, and a row that changed since it was read (MariaDB). */
const contentions = { 1213: 'a deadlock', 1205: 'a lock timeout', 1020: 'a changed row' };
/** A transaction is run five times at most. */
const mostTries = 5;

export const contention: Scenario[] = [
  scenario({
    id: 'X17',
    title: 'an operator who locks against the order 1,000 times: no message fails, none is half',
    isShort: false,
    limitMs: 180_000,
    run: lockAgainstOrder,
  }),
  scenario({
    id: 'X17',
    title: 'what meets contention 4 times happens once, and what always meets it does not at all',
    isShort: false,
    run: meetContention,
  }),
];

async function lockAgainstOrder(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh({ dbmgrs: 2 });
  // A message to an automation is stored with its task, or not at all.
  const rooms = await Promise.all(
    Array.from({ length: 6 }, () => stage.openRoom(mesh, { with: 'chat-bot', tabs: 0 })),
  );
  // All at once, so that a transaction holds several of them.
  const timer = setInterval(() => rooms.forEach((room) => room.say()), 40);
  const before = await deadlocksOf(mesh);
  stage.note(`an operator locks conversations against their order ${times} times`);
  const workers = Array.from({ length: operators }, () => operate(stage, mesh, rooms));
  const lost = (await Promise.all(workers)).reduce((sum, each) => sum + each, 0);
  clearInterval(timer);
  await stage.converge(rooms, { what: 'the operator', limitMs: recoveryMs });
  const deadlocks = (await deadlocksOf(mesh)) - before;
  stage.figure('deadlocks', deadlocks, `of them ${lost} lost by the operator`);
  if (deadlocks - lost < 1)
    throw new Error(`nobody of the mesh met a deadlock: ${deadlocks}, ${lost}`);
  const refusals = stage.history.clients.flatMap((client) => client.refusals);
  if (refusals.length > 0) throw new Error(`${refusals.length} refused: ${refusals[0]!.code}`);
  for (const room of rooms) await expectWhole(mesh, room);
  await stage.prove(mesh, rooms);
}

const addWeight = 'INSERT INTO login_failures (bucket, failures, failed_at) VALUES ?';

/** Gives how many of the operator's transactions were the ones that the server gave up. */
async function operate(stage: FaultStage, mesh: Mesh, rooms: readonly Room[]): Promise<number> {
  await using root = await connectRoot(mesh);
  // The server gives up whoever changed less: with these it is not always the operator.
  const weight = Array.from({ length: 100 }, () => [randomUUID(), 0, new Date(0)]);
  const ids = rooms.map(({ channelId }) => channelId).toSorted();
  let lost = 0;
  for (let time = 0; time < times / operators; time++) {
    const first = stage.random.int(1, ids.length - 1);
    const second = stage.random.int(0, first - 1);
    try {
      await root.query('BEGIN');
      if (time % 4 !== 0) await root.query(addWeight, [weight]);
      for (const place of [first, second]) {
        await root.query('UPDATE channels SET changed_at = now(3) WHERE id = ?', [ids[place]]);
        await sleep(stage.random.int(1, 5));
      }
    } catch (error) {
      if (!((error as { errno: number }).errno in contentions)) throw error;
      lost += 1;
    }
    await root.query('ROLLBACK');
  }
  return lost;
}

async function deadlocksOf(mesh: Mesh): Promise<number> {
  const [row] = await mesh.sql<{ count: number }>(
    `SELECT count FROM information_schema.innodb_metrics WHERE name = 'lock_deadlocks'`,
  );
  return row!.count;
}

/** Every message with its task, and the head at the last entry. */
async function expectWhole(mesh: Mesh, { channelId }: Room): Promise<void> {
  const [row] = await mesh.sql<{ head: number; entries: number; messages: number; tasks: number }>(
    `SELECT head, (SELECT COUNT(*) FROM tasks WHERE channel_id = c.id) AS tasks,
       (SELECT COUNT(*) FROM messages WHERE channel_id = c.id AND sender_role = 'user') AS messages,
       (SELECT COUNT(*) FROM messages WHERE channel_id = c.id)
         + (SELECT COUNT(*) FROM changes WHERE channel_id = c.id) AS entries
     FROM channels c WHERE id = ?`,
    [channelId],
  );
  const { head, entries, messages, tasks } = row!;
  if (head === entries && messages === tasks) return;
  const found = `${messages} messages with ${tasks} tasks, ${entries} entries under head ${head}`;
  throw new Error(`half a transaction stayed: ${found}`);
}

async function meetContention(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh();
  const admin = await mesh.people.admin();
  const agent = await mesh.people.agent();
  const { login } = await mesh.people.signIn(admin);
  const { agents } = await mesh.call();
  let limit = 0;
  let done = 0;
  for (const [errno, what] of Object.entries(contentions)) {
    for (const times of [1, mostTries - 1, mostTries - 1, null, null]) {
      stage.note(`${what} before a commit, ${times ?? 'any number of'} times`);
      limit += 1;
      await mesh.dbmgr.arm({
        at: 'sql.beforeCommit',
        action: { do: 'throw', errno: Number(errno) },
        times,
      });
      const outcome = await agents.limitAgent({ id: agent.id, limit }, { login }).then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
      await mesh.dbmgr.disarm();
      const wanted = times === null ? 'unavailable' : 'done';
      if (outcome !== wanted) throw new Error(`${what}, ${times} times: ${outcome}`);
      if (outcome === 'done') done += 1;
      await expectOutcome(mesh, agent.id, { limit, isDone: outcome === 'done', done });
    }
  }
  await stage.prove(mesh, []);
}

type Outcome = { limit: number; isDone: boolean; done: number };

/** The change and its entry in the audit log, or neither. */
async function expectOutcome(mesh: Mesh, id: string, outcome: Outcome): Promise<void> {
  const [row] = await mesh.sql<{ seat_limit: number | null; told: number }>(
    `SELECT seat_limit, (SELECT COUNT(*) FROM audit WHERE target_id = people.id) AS told
     FROM people WHERE id = ?`,
    [id],
  );
  const { seat_limit: limit, told } = row!;
  const isWhole = (limit === outcome.limit) === outcome.isDone && told === outcome.done;
  if (!isWhole) throw new Error(`half a transaction: limit ${limit}, ${told} entries`);
}
