import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';

const neighboursMs = 1000;
const deadMs = 40_000;

export const poison: Scenario[] = [
  scenario({
    id: 'X30',
    title: 'malformed messages on the bus hurt nobody: neighbours are at most 1 s late',
    isShort: true,
    run: malformed,
  }),
  scenario({
    id: 'X30',
    title: 'a line that ends its automation is dead after 5 tries; people go on within 1 s',
    isShort: false,
    limitMs: 120_000,
    run: endsItsAutomation,
  }),
];

const subjects = [
  'natter.v1.relay.messages.sendMessages',
  'natter.v1.relay.channels.readPage',
  'natter.v1.relay.logins.renewLeases',
];
const bodies = [
  '',
  '{',
  '[]',
  'null',
  '"x"',
  '{"messages":null}',
  '{"messages":[{}]}',
  '{"__proto__":{"messages":[]}}',
  '\u0000\u0001\u0002',
  '['.repeat(5000),
  JSON.stringify({ messages: Array.from({ length: 2000 }, () => ({ id: 'x' })) }),
  JSON.stringify({ logins: Array(5000).fill('x') }),
];

/** Whoever holds the relay's password may send anything; dbmgr answers or ignores it. */
async function malformed(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh();
  const room = await stage.openRoom(mesh, { observers: 2 });
  const stop = room.speak({ everyMs: 30 });
  const { connection } = await mesh.bus('relay');
  for (let round = 0; round < 20; round++) {
    for (const subject of subjects) {
      for (const body of bodies) connection.publish(subject, body, { reply: '_I.relay.nobody' });
    }
    await sleep(50);
  }
  const what = { what: `${20 * subjects.length * bodies.length} malformed requests` };
  const tookMs = await stage.converge([room], { ...what, limitMs: neighboursMs });
  if (tookMs !== null) stage.figure('neighbours after malformed requests', tookMs, 'ms');
  stop();
  await stage.converge([room], { what: 'the end', limitMs: neighboursMs });
  if (mesh.dbmgr.restarts > 0) throw new Error('dbmgr was started anew');
  await stage.prove(mesh, [room]);
}

/** Every run of the automation dies of the first task that it reads. */
async function endsItsAutomation(stage: FaultStage): Promise<void> {
  const deadly = { at: 'automation.afterRead', action: { do: 'kill' }, times: null } as const;
  const mesh = await stage.startMesh({ bots: ['chat-bot'], armed: { 'chat-bot': [deadly] } });
  const between = await stage.openRoom(mesh, { observers: 2 });
  const poisoned = await stage.openRoom(mesh, { with: 'chat-bot' });
  const stop = between.speak({ everyMs: 100 });
  poisoned.say('poison');
  const sinceMs = performance.now();
  await until(() => isDead(mesh), 'the task is in the dead list', deadMs);
  stage.figure('until the task is dead', performance.now() - sinceMs, 'ms');
  stage.figure('restarts of the automation', mesh.process('chat-bot').restarts, '');
  const meanwhile = { what: 'an automation died again and again', limitMs: neighboursMs };
  await stage.converge([between], meanwhile);
  const [row] = await mesh.sql<{ state: string }>(
    'SELECT state FROM conversations WHERE channel_id = ?',
    [poisoned.channelId],
  );
  if (row!.state !== 'waiting') throw new Error(`the conversation is ${row!.state}`);
  stop();
  await stage.converge([between, poisoned], { what: 'the end', limitMs: neighboursMs });
  await stage.prove(mesh, [between, poisoned]);
}

async function isDead(mesh: Mesh): Promise<boolean> {
  const [row] = await mesh.sql<{ state: string; tries: number }>('SELECT state, tries FROM tasks');
  if (row && row.tries > 5) throw new Error(`the task went out ${row.tries} times`);
  return row?.state === 'dead';
}
