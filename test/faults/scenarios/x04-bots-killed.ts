import { setTimeout as sleep } from 'node:timers/promises';
import { reverseWords } from '../../../chat-bot/reverse-words.ts';
import type { FailpointName } from '../../../internal/process/failpoint.ts';
import { type Room, until } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';

/** After a kill whoever asks anew is answered within so long. */
const recoveryMs = 2000;
/** What the dead one had taken with it is asked again after 8 s. */
const againMs = 12_000;

const places: FailpointName[] = [
  'automation.afterRead',
  'automation.beforeReply',
  'automation.afterReply',
];

export const botsKilled: Scenario[] = [
  scenario({
    id: 'X4',
    title: 'a bot killed before its ack answered once; who asks anew has an answer in 2 s',
    isShort: true,
    run: (stage) => killAt(stage, ['automation.afterReply']),
  }),
  scenario({
    id: 'X4',
    title: 'a bot killed at any place answers once, in 12 s; who asks anew has an answer in 2 s',
    isShort: false,
    limitMs: 120_000,
    run: (stage) => killAt(stage, places),
  }),
  scenario({
    id: 'X4',
    title: '2 replicas killed 8 times in the midst of a task: one answer each, in its order',
    isShort: false,
    limitMs: 180_000,
    run: killReplicas,
  }),
];

async function killAt(stage: FaultStage, at: readonly FailpointName[]): Promise<void> {
  const mesh = await stage.startMesh({ bots: ['chat-bot'] });
  const bot = mesh.process('chat-bot');
  const rooms: Room[] = [];
  const open = async () => {
    const room = await stage.openRoom(mesh, { with: 'chat-bot' });
    rooms.push(room);
    return room;
  };
  const room = await open();
  const other = await open();
  room.say();
  await until(() => isAnswered(mesh, room), 'the bot answers');
  for (const place of at) {
    stage.note(`the bot dies at ${place}`);
    const { ended } = await bot.arm({ at: place, action: { do: 'kill' } });
    room.say();
    await ended;
    const diedMs = performance.now();
    other.say();
    await until(() => isAnswered(mesh, other), 'whoever asks anew is answered', 30_000);
    note(stage, `a new question after a death at ${place}`, diedMs, recoveryMs);
    await until(() => isAnswered(mesh, room), 'what it had taken is answered', 60_000);
    note(stage, `the same question after a death at ${place}`, diedMs, againMs);
  }
  await finish(stage, mesh, rooms);
}

async function killReplicas(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh({ bots: ['chat-bot', 'chat-bot'] });
  const rooms = await Promise.all(
    Array.from({ length: 5 }, () => stage.openRoom(mesh, { with: 'chat-bot' })),
  );
  const stops = rooms.map((room) => room.speak({ everyMs: 500 }));
  for (let time = 0; time < 8; time++) {
    await sleep(stage.random.int(200, 2000));
    const bot = mesh.process(stage.random.pick(['chat-bot', 'chat-bot-2']));
    const at = stage.random.pick(places);
    stage.note(`${bot.name} dies at ${at}`);
    const { ended } = await bot.arm({ at, action: { do: 'kill' } });
    await ended;
    await bot.ready();
  }
  for (const stop of stops) stop();
  const stoppedMs = performance.now();
  for (const room of rooms) {
    await until(() => isAnswered(mesh, room), 'every message has an answer', 90_000);
  }
  stage.figure('the last answer after the last question', performance.now() - stoppedMs, 'ms');
  await finish(stage, mesh, rooms);
}

async function finish(stage: FaultStage, mesh: Mesh, rooms: readonly Room[]): Promise<void> {
  // Whatever came twice would be there by now.
  await sleep(1500);
  for (const room of rooms) {
    for (const { text } of room.visitor.log.sent) stage.history.answers.add(reverseWords(text));
    await expectOneAnswerEach(mesh, room);
  }
  await stage.prove(mesh, rooms);
}

function note(stage: FaultStage, what: string, sinceMs: number, limitMs: number): void {
  const tookMs = performance.now() - sinceMs;
  stage.figure(what, tookMs, 'ms');
  stage.history.recoveries.push({ what, tookMs, limitMs: limitMs * stage.patience });
}

type Line = { cid: string; role: string; body: string };

function linesOf(mesh: Mesh, { channelId }: Room): Promise<Line[]> {
  return mesh.sql<Line>(
    'SELECT cid, sender_role AS role, body FROM messages WHERE channel_id = ? ORDER BY seq',
    [channelId],
  );
}

/** Every text that was written has an answer. */
async function isAnswered(mesh: Mesh, room: Room): Promise<boolean> {
  const lines = await linesOf(mesh, room);
  const answers = new Set(lines.filter(({ role }) => role === 'automation').map(textOf));
  return room.visitor.log.sent.every(({ text }) => answers.has(reverseWords(text)));
}

const textOf = ({ body }: Line) => body;

/** As many answers as questions, each of them the right one, in the order of the questions. */
async function expectOneAnswerEach(mesh: Mesh, room: Room): Promise<void> {
  const lines = await linesOf(mesh, room);
  const asked = lines.filter(({ role }) => role === 'user').map(textOf);
  const answered = lines.filter(({ role }) => role === 'automation').map(textOf);
  const wanted = asked.map((text) => reverseWords(text));
  if (JSON.stringify(answered) === JSON.stringify(wanted)) return;
  throw new Error(`${asked.length} questions have ${answered.length} answers, or in another order`);
}
