import { setTimeout as sleep } from 'node:timers/promises';
import { type BusRule, busFaults } from '../harness/proxy/bus-faults.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { speakToReverser } from './x07-nats-killed.ts';

/** A lost event is found by what comes after it, or by the head check. */
const healedMs = 5000;

const repeated: BusRule[] = [{ subject: 'natter.v1.>', repeat: [2, 5] }];
const shuffled: BusRule[] = [{ subject: 'natter.v1.ev.>', shuffle: 100 }];
const late: BusRule[] = [{ subject: 'natter.v1.ev.>', delayMs: [0, 100] }];
const lost = (share: number): BusRule[] => [
  { subject: 'natter.v1.ev.>', drop: share },
  { subject: 'natter.v1.live.>', drop: share },
];

export const messagesRepeated: Scenario[] = [
  scenario({
    id: 'X21',
    title:
      'every request, event and task comes 2 to 5 times: each message is stored and shown once',
    isShort: true,
    run: (stage) => talkThrough(stage, [repeated], 2500),
  }),
  scenario({
    id: 'X22',
    title: 'events shuffled within 100 and late by up to 0.1 s: every screen keeps the order',
    isShort: true,
    run: (stage) => talkThrough(stage, [shuffled, late], 1500),
  }),
  scenario({
    id: 'X23',
    title: 'of the events 1, 10 and 30 % are lost: every screen is whole within 5 s',
    isShort: true,
    run: (stage) => talkThrough(stage, [lost(0.01), lost(0.1), lost(0.3)], 1000),
  }),
  scenario({
    id: 'X21',
    title: 'lost 10 %, repeated 3 times, shuffled within 100, 20,000 acked: 0 lost, 0 doubled',
    isShort: false,
    limitMs: 240_000,
    run: manyThroughAll,
  }),
];

async function talkThrough(stage: FaultStage, storms: BusRule[][], eachMs: number): Promise<void> {
  const proxied = ['relay-nats', 'relay-2-nats', 'chat-bot-nats'] as const;
  const mesh = await stage.startMesh({ relays: 2, bots: ['chat-bot'], proxied: [...proxied] });
  const otherUrl = (place: number) => mesh.relayUrls[(place + 1) % 2]!;
  const between = await stage.openRoom(mesh, { tabs: 2, observers: 2, otherUrl });
  const withBot = await stage.openRoom(mesh, { with: 'chat-bot' });
  const rooms = [between, withBot];
  const stops = [between.speak({ everyMs: 25 }), speakToReverser(stage, withBot, 100)];
  let met = 0;
  for (const rules of storms) {
    for (const link of proxied) {
      const { random } = stage;
      mesh.proxy(link).filter(busFaults({ random, rules, onMessage: () => (met += 1) }));
    }
    await sleep(eachMs);
  }
  for (const stop of stops) stop();
  const what = 'the last message was written, the bus still faulty';
  const tookMs = await stage.converge(rooms, { what, limitMs: healedMs });
  if (tookMs !== null) stage.figure('whole after the last message', tookMs, 'ms');
  stage.figure('messages on the bus that were met', met, '');
  for (const link of proxied) mesh.proxy(link).heal();
  await stage.converge(rooms, { what: 'the end', limitMs: healedMs });
  if (met === 0) throw new Error('no message of the bus was met');
  await stage.prove(mesh, rooms);
}

const wanted = 20_000;

async function manyThroughAll(stage: FaultStage): Promise<void> {
  const links = ['relay-nats', 'relay-2-nats'] as const;
  const mesh = await stage.startMesh({ relays: 2, dbmgrs: 2, proxied: [...links] });
  const otherUrl = (place: number) => mesh.relayUrls[(place + 1) % 2]!;
  const rooms = await Promise.all(
    Array.from({ length: 20 }, () => stage.openRoom(mesh, { otherUrl })),
  );
  const rules: BusRule[] = [
    { subject: 'natter.v1.ev.channels.>', drop: 0.1, repeat: [3, 3], shuffle: 100 },
    { subject: 'natter.v1.>', repeat: [3, 3] },
  ];
  for (const link of links) mesh.proxy(link).filter(busFaults({ random: stage.random, rules }));
  const acked = () => rooms.reduce((sum, { visitor }) => sum + visitor.log.acks.length, 0);
  const stops = rooms.map((room) => room.speak({ everyMs: 40 }));
  while (acked() < wanted) await sleep(200);
  for (const stop of stops) stop();
  await stage.converge(rooms, { what: 'the last message was written', limitMs: healedMs });
  stage.figure('acked', acked(), 'messages');
  await stage.prove(mesh, rooms);
}
