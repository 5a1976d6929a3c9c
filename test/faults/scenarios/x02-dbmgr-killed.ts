import { setTimeout as sleep } from 'node:timers/promises';
import { reverseWords } from '../../../chat-bot/reverse-words.ts';
import type { FailpointName } from '../../../internal/process/failpoint.ts';
import { type Room, until } from '../harness/clients/room.ts';
import type { FaultAction } from '../harness/mesh/actions.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { busFaults } from '../harness/proxy/bus-faults.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';

type Place = { where: string; at: FailpointName; actions: FaultAction[] };

const kill = { do: 'kill' } as const;
/** Whatever was written to the bus before goes out; what comes after it does not. */
const killSoon: FaultAction[] = [
  { do: 'kill', afterMs: 10 },
  { do: 'delay', ms: 5000 },
];

const places: Place[] = [
  { where: 'after receiving a batch', at: 'dbmgr.afterReceive', actions: [kill] },
  { where: 'in the transaction, before the commit', at: 'dbmgr.beforeCommit', actions: [kill] },
  { where: 'after the commit, before the event', at: 'dbmgr.afterCommit', actions: [kill] },
  { where: 'after the event, before the ack', at: 'dbmgr.beforeAck', actions: killSoon },
];

const sweepPlaces: Place[] = [
  { where: 'in the task sweep', at: 'dbmgr.inSweep', actions: [kill] },
  { where: 'with a task claimed and not published', at: 'dbmgr.afterClaim', actions: [kill] },
  { where: 'with a task published and not noted', at: 'dbmgr.afterTask', actions: [kill] },
];

const recoveryMs = 2000;
const healMs = 5000;
const answerMs = 15_000;
const entryEvents = 'natter.v1.ev.channels.entriesAppended.*';

export const dbmgrKilled: Scenario[] = [
  scenario({
    id: 'X2',
    title: 'a dbmgr that is killed around the commit loses and doubles nothing; sends flow in 2 s',
    isShort: true,
    async run(stage) {
      const mesh = await stage.startMesh();
      const room = await stage.openRoom(mesh, { observers: 2 });
      const stop = room.speak({ everyMs: 15 });
      for (const place of places) {
        const sinceMs = await dieAt(stage, mesh, place);
        const what = `dbmgr died ${place.where}`;
        const tookMs = await stage.converge([room], { what, limitMs: recoveryMs, sinceMs });
        if (tookMs !== null) stage.figure(`dbmgr killed ${place.where}`, tookMs, 'ms');
        await sleep(100);
      }
      stop();
      await stage.converge([room], { what: 'the end', limitMs: recoveryMs });
      await stage.prove(mesh, [room]);
    },
  }),
  scenario({
    id: 'X2',
    title: 'an event that died with its dbmgr after the ack is on every screen within 5 s',
    isShort: true,
    async run(stage) {
      const mesh = await stage.startMesh({ proxied: ['dbmgr-nats'] });
      const room = await stage.openRoom(mesh, { observers: 2 });
      const proxy = mesh.proxy('dbmgr-nats');
      proxy.filter(
        busFaults({ random: stage.random, rules: [{ subject: entryEvents, in: 'up', drop: 1 }] }),
      );
      room.say();
      await until(() => room.visitor.log.acks.length > 0, 'the ack came');
      stage.note('dbmgr dies with the event in its hands');
      const sinceMs = performance.now();
      await mesh.dbmgr.kill();
      proxy.heal();
      await healed(stage, room, sinceMs);
      await stage.prove(mesh, [room]);
    },
  }),
  scenario({
    id: 'X2',
    title: 'a dbmgr that is killed in the task sweep leaves one answer to each message',
    isShort: false,
    async run(stage) {
      const mesh = await stage.startMesh({ bots: ['chat-bot'] });
      const room = await stage.openRoom(mesh, { with: 'chat-bot', answer: reverseWords });
      for (const place of sweepPlaces) {
        const dying = dieAt(stage, mesh, place);
        const { text } = room.say('one two three');
        await dying;
        const answer = reverseWords(text);
        const isAnswered = () => room.visitor.log.shown.some((line) => line.text === answer);
        const what = `an answer after dbmgr died ${place.where}`;
        await until(isAnswered, what, answerMs * stage.patience);
      }
      await stage.converge([room], { what: 'the end', limitMs: recoveryMs });
      await stage.prove(mesh, [room]);
    },
  }),
];

/** Resolves when it has died there and the next one runs; gives when it died. */
async function dieAt(
  stage: FaultStage,
  mesh: Mesh,
  { where, at, actions }: Place,
): Promise<number> {
  const onHit = sweepPlaces.some((place) => place.at === at) ? 1 : stage.random.int(1, 4);
  stage.note(`dbmgr dies ${where}, at hit ${onHit}`);
  let ended: Promise<unknown> = Promise.resolve();
  for (const action of actions) ({ ended } = await mesh.dbmgr.arm({ at, action, onHit }));
  await ended;
  const diedMs = performance.now();
  await mesh.dbmgr.ready();
  return diedMs;
}

async function healed(stage: FaultStage, room: Room, sinceMs: number): Promise<void> {
  const what = 'the event was lost';
  const tookMs = await stage.converge([room], { what, limitMs: healMs, sinceMs });
  if (tookMs !== null) stage.figure('lost event healed', tookMs, 'ms');
}
