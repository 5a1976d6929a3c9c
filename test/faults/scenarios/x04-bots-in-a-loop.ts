import { setTimeout as sleep } from 'node:timers/promises';
import { runAutomation } from '../../../internal/bus/automation.ts';
import type { Bus } from '../../../internal/bus/connect.ts';
import { createClient } from '../../../internal/bus/client.ts';
import type { Task } from '../../../internal/contract/tasks.ts';
import { createLog } from '../../../internal/log/log.ts';
import { enter } from '../../../internal/testing/rooms.ts';
import { until } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';

const recoveryMs = 5000;
const roundsMs = 3000;

export const botsInALoop: Scenario[] = [
  scenario({
    id: 'X4',
    title: 'echo bots that do all they can to answer themselves and each other: one answer each',
    isShort: false,
    run: faceEachOther,
  }),
  scenario({
    id: 'X4',
    title: 'a program that echoes a bot goes round as fast as one socket may, and delays nobody',
    isShort: false,
    run: echoAtSocket,
  }),
];

async function faceEachOther(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh();
  const tasks: Task[] = [];
  for (const name of ['chat-bot', 'mat-bot']) {
    const bus = await mesh.bus(name);
    const other = name === 'chat-bot' ? 'mat-bot' : 'chat-bot';
    const echo = await runAutomation({
      bus,
      name,
      version: '1.0.0',
      description: 'Says what it hears, to everybody it can reach.',
      log: createLog(name, 'silent'),
      answer: async (task) => {
        tasks.push(task);
        await makeTrouble(bus, task, other);
        return { messages: [{ type: 'text', data: `echo of ${task.message.data}` }] };
      },
      plain: (text) => text,
    });
    stage.use(echo);
  }
  const rooms = await Promise.all(
    ['chat-bot', 'mat-bot'].map((name) => stage.openRoom(mesh, { with: name })),
  );
  const sent = rooms.map((room) => room.say());
  for (const { text } of sent) stage.history.answers.add(`echo of ${text}`);
  const hasAnswers = async () => (await answersIn(mesh)) >= rooms.length;
  await until(hasAnswers, 'the echo bots answer', 20_000);
  await sleep(roundsMs);
  const answers = await answersIn(mesh);
  if (answers !== rooms.length) throw new Error(`${rooms.length} messages have ${answers} answers`);
  if (tasks.length !== rooms.length) throw new Error(`${tasks.length} tasks went out`);
  await stage.converge(rooms, { what: 'the echo bots', limitMs: recoveryMs });
  await stage.prove(mesh, rooms);
}

/** Whatever could start another round: most of it NATS refuses, the rest dbmgr. */
async function makeTrouble(bus: Bus, task: Task, other: string): Promise<void> {
  const { connection } = bus;
  const text = JSON.stringify(task);
  connection.publish(`natter.v1.task.${other}`, text);
  connection.publish(`natter.v1.task.${bus.user}`, text);
  connection.publish(`bot.${other.replace('-bot', '')}`, 'a round', {
    reply: `bot.${bus.user.replace('-bot', '')}`,
  });
  const { tasks } = createClient(bus, 'automation');
  const { epoch } = task.conversation;
  const forged = { task: `${task.task}x`, epoch, messages: [] };
  await tasks.reply(forged).catch(() => undefined);
  // Its own answer, and then others to the same task after it.
  const words = [`echo of ${task.message.data}`, 'another answer', 'and one more'];
  for (const data of words) {
    const messages = [{ type: 'text', data } as const];
    await tasks.reply({ task: task.task, epoch, messages });
  }
}

async function answersIn(mesh: Mesh): Promise<number> {
  const query = "SELECT COUNT(*) AS n FROM messages WHERE sender_role = 'automation'";
  return (await mesh.sql<{ n: number }>(query))[0]!.n;
}

const framesPerSecond = 10;
const burstSeconds = 4;

async function echoAtSocket(stage: FaultStage): Promise<void> {
  const env = { relay: { LIMIT_SOCKET_FRAMES: String(framesPerSecond) } };
  const mesh = await stage.startMesh({ bots: ['chat-bot'], env });
  const room = await stage.openRoom(mesh);
  const program = await mesh.people.visitor('Echo');
  using socket = await enter(mesh.relayUrl, program.token);
  socket.send({ op: 'start', with: 'chat-bot' });
  const { channel_id } = await socket.next('started');
  let said = 0;
  const say = (data: unknown) => {
    said += 1;
    socket.send({ op: 'send', id: `e${said}`, channel_id, to: '*', type: 'text', data });
  };
  say('one two');
  const stop = room.speak({ everyMs: 150 });
  const endMs = performance.now() + roundsMs * 3;
  let rounds = 0;
  while (performance.now() < endMs) {
    const frame = await socket.next(
      ({ op, from }) => op === 'error' || (op === 'message' && from !== program.id),
    );
    if (frame.op === 'error') await sleep(Number(frame['retry_ms'] ?? 100));
    else rounds += 1;
    say(frame['data'] ?? 'one two');
  }
  stop();
  const most = framesPerSecond * (burstSeconds + (roundsMs * 3) / 1000);
  stage.figure('rounds', rounds, `in ${(roundsMs * 3) / 1000} s, of at most ${most}`);
  if (rounds > most) throw new Error(`${rounds} rounds, and at most ${most} were allowed`);
  if (rounds < 10) throw new Error(`there was no loop: ${rounds} rounds`);
  const answers = await answersIn(mesh);
  if (answers > said) throw new Error(`${said} messages have ${answers} answers`);
  await stage.converge([room], { what: 'the loop beside', limitMs: 2000 });
  await stage.prove(mesh, [room]);
}
