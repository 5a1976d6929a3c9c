import { setTimeout as sleep } from 'node:timers/promises';
import type { Room } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { judgeAnswers, openCrowd, stopAll } from '../surfing/crowd.ts';
import { connectRoot } from '../surfing/mysql-root.ts';
import { openBrowser, slowestOf, strangeIn, surf } from '../surfing/surf.ts';

/** Well above what a busy machine needs for a page or a message that nothing keeps waiting. */
const promptMs = 2000;
const heldMs = 2500;
const recoveryMs = 10_000;

export const mysqlLocks: Scenario[] = [
  scenario({
    id: 'X16',
    title: 'a locked conversation delays no sign-in page, no sign-in and no other conversation',
    isShort: true,
    run: lockConversation,
  }),
  scenario({
    id: 'X16',
    title: 'sign-ins that hang at a locked account delay no message and no page',
    isShort: false,
    run: lockAccount,
  }),
  scenario({
    id: 'X16',
    title: 'a retry while the first run still goes, on another dbmgr, stores nothing twice',
    isShort: false,
    run: retryEarly,
  }),
];

async function lockConversation(stage: FaultStage): Promise<void> {
  const { mesh, rooms, surfers } = await openCrowd(stage);
  const [locked, ...others] = rooms as [Room, ...Room[]];
  await using root = await connectRoot(mesh);
  await root.query('BEGIN');
  await root.query('SELECT id FROM channels WHERE id = ? FOR UPDATE', [locked.channelId]);
  stage.note('a stranger holds one conversation');
  const stops = others.map((room) => room.speak({ everyMs: 100 }));
  const waiting = locked.say();
  await sleep(heldMs);
  for (const stop of stops) stop();
  const visits = await stopAll(surfers);
  const slowestPage = slowestOf(visits);
  const slowestAck = Math.max(...others.map(slowestAckOf));
  stage.figure('slowest page or sign-in', slowestPage, 'ms');
  stage.figure('slowest ack of another conversation', slowestAck, 'ms');
  expectPrompt(stage, 'a page', slowestPage);
  expectPrompt(stage, 'an ack', slowestAck);
  const strange = strangeIn(visits, [200, 303]);
  if (strange.length > 0) throw new Error(strange.join('; '));
  if (locked.visitor.log.acks.some(({ cid }) => cid === waiting.cid)) {
    throw new Error('the lock held nothing');
  }
  await root.query('ROLLBACK');
  await stage.converge(rooms, { what: 'the lock', limitMs: recoveryMs });
  await stage.prove(mesh, rooms);
}

async function lockAccount(stage: FaultStage): Promise<void> {
  const { mesh, rooms, surfers } = await openCrowd(stage);
  const agent = await mesh.people.agent();
  await using root = await connectRoot(mesh);
  await root.query('BEGIN');
  await root.query('SELECT id FROM people WHERE id = ? FOR UPDATE', [agent.id]);
  stage.note('a stranger holds an account, and its owner tries to sign in from 10 browsers');
  const { email, password } = agent;
  const entries = Array.from({ length: 10 }, () => {
    const client = stage.use(openBrowser(mesh));
    return surf(client, [{ path: '/login', fields: () => ({ email, password }) }], 100);
  });
  const stops = rooms.map((room) => room.speak({ everyMs: 100 }));
  await sleep(12_000);
  for (const stop of stops) stop();
  const pages = (await stopAll(surfers)).filter(({ what }) => what !== 'POST /login');
  const slowestPage = slowestOf(pages);
  const slowestAck = Math.max(...rooms.map(slowestAckOf));
  stage.figure('slowest page', slowestPage, 'ms');
  stage.figure('slowest ack', slowestAck, 'ms');
  expectPrompt(stage, 'a page', slowestPage);
  expectPrompt(stage, 'an ack', slowestAck);
  judgeAnswers(stage, await stopAll(entries));
  await root.query('ROLLBACK');
  await stage.converge(rooms, { what: 'the lock', limitMs: recoveryMs });
  await stage.prove(mesh, rooms);
}

async function retryEarly(stage: FaultStage): Promise<void> {
  const { mesh, rooms, surfers } = await openCrowd(stage, { dbmgrs: 2 });
  await stopAll(surfers);
  const [room] = rooms as [Room];
  await using root = await connectRoot(mesh);
  for (let time = 1; time <= 3; time++) {
    await root.query('BEGIN');
    await root.query('SELECT id FROM channels WHERE id = ? FOR UPDATE', [room.channelId]);
    stage.note('a stranger holds the conversation for longer than the relay waits');
    const before = await askedFor(mesh);
    for (let count = 0; count < 5; count++) room.say();
    await sleep(heldMs);
    await root.query('ROLLBACK');
    await stage.converge(rooms, { what: 'the lock', limitMs: recoveryMs });
    const again = (await askedFor(mesh)) - before - 1;
    stage.figure('batches asked for again', again, '');
    if (again < 1) throw new Error('nothing was asked for again');
  }
  await stage.prove(mesh, rooms);
}

/** How often any dbmgr was asked to store messages. */
async function askedFor(mesh: Mesh): Promise<number> {
  const hits = ['dbmgr', 'dbmgr-2'].map((name) => mesh.process(name).hits('dbmgr.afterReceive'));
  return (await Promise.all(hits)).reduce((sum, each) => sum + each, 0);
}

function slowestAckOf({ visitor: { log } }: Room): number {
  const sentAt = new Map(log.sent.map(({ cid, atMs }) => [cid, atMs]));
  return Math.max(0, ...log.acks.map(({ cid, atMs }) => atMs - (sentAt.get(cid) ?? atMs)));
}

function expectPrompt(stage: FaultStage, what: string, tookMs: number): void {
  if (tookMs > promptMs * stage.patience) throw new Error(`${what} took ${Math.round(tookMs)} ms`);
}
