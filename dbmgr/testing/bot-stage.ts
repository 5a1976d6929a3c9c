import { type AutomationOptions, runAutomation } from '../../internal/bus/automation.ts';
import { type Bus, connectBus } from '../../internal/bus/connect.ts';
import { respondError } from '../../internal/bus/envelope.ts';
import { openTaskStream, type TaskStream } from '../../internal/bus/task-stream.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Reply, Task } from '../../internal/contract/tasks.ts';
import { type AvailabilityWatch, startAvailabilityWatch } from '../automations/availability.ts';
import { automationHandlers } from '../automations/handlers.ts';
import type { Times } from '../background/times.ts';
import { startMessageWriter } from '../messages/writer.ts';
import { taskHandlers } from '../tasks/handlers.ts';
import { startTaskSweep, type TaskSweep } from '../tasks/sweep.ts';
import { openTalkStage, type Somebody, type TalkStage } from './talk-stage.ts';

/** Short enough for tests; what they mean to each other is as shipped. */
export const quickTimes: Times = {
  watchMs: 50,
  beatMs: 400,
  sweepMs: 50,
  answerMs: 5000,
  confirmMs: 300,
  absenceMs: 300,
};

export type Replica = AsyncDisposable & {
  /** Tasks it was given, in order. */
  given: Task[];
  /** As when its process is killed. */
  kill: () => Promise<void>;
};

/** A talk stage with dbmgr's part of the work with automations, and replicas of them. */
export type BotStage = AsyncDisposable & {
  talk: TalkStage;
  stream: TaskStream;
  watch: AvailabilityWatch;
  sweep: TaskSweep;
  reply: (reply: Reply, automation?: string) => Promise<{ ok: true }>;
  /** `answer` is `heard <text>` unless given. */
  replica: (answer?: AutomationOptions['answer']) => Promise<Replica>;
  /** `work` while so many replicas run, which end with it. */
  withReplicas: (
    count: number,
    work: (replicas: Replica[]) => Promise<void>,
    answer?: AutomationOptions['answer'],
  ) => Promise<void>;
  /** Sends a line, and returns when it is stored. */
  say: (visitor: Somebody, channelId: string, text: string) => Promise<void>;
  /** A visitor with a conversation with the chat-bot. */
  visitor: () => Promise<{ visitor: Somebody; channel: string }>;
  /** What was said, as `user: text` and `automation: text`, and notices by their code. */
  lines: (channelId: string) => Promise<string[]>;
  task: (channelId: string) => Promise<Record<string, unknown>>;
};

export async function openBotStage(times: Partial<Times> = {}): Promise<BotStage> {
  await using stack = new AsyncDisposableStack();
  const talk = stack.use(await openTalkStage());
  const { db, bus } = talk;
  const log = talk.stage.log.logOf('dbmgr');
  const parts = { db, bus, log, now: () => new Date(), times: { ...quickTimes, ...times } };
  const stream = openTaskStream(bus, { ackWaitMs: parts.times.answerMs });
  const watch = stack.use(startAvailabilityWatch({ ...parts, stream }));
  const sweep = stack.use(startTaskSweep({ ...parts, stream, watch }));
  const writer = stack.use(
    startMessageWriter({ ...parts, db: talk.messagesDb, onTasks: sweep.hurry }),
  );
  const reply: BotStage['reply'] = (answer, automation = 'chat-bot') =>
    taskHandlers(sweep).reply(talk.by(null, automation), answer);
  serveBots(bus, talk, watch, reply);
  await watch.look();
  const owned = stack.move();
  return {
    talk,
    stream,
    watch,
    sweep,
    reply,
    replica: async (answer) => owned.use(await startReplica(talk, answer)),
    async withReplicas(count, work, answer) {
      const replicas = await Promise.all(
        Array.from({ length: count }, () => startReplica(talk, answer)),
      );
      try {
        await work(replicas);
      } finally {
        await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
      }
    },
    async say(visitor, channelId, text) {
      const message = { login: visitor.login, channel_id: channelId, id: crypto.randomUUID() };
      const [result] = await writer.write([{ ...message, to: '*', type: 'text', data: text }]);
      if (!('seq' in result!)) throw new Error(JSON.stringify(result));
    },
    async visitor() {
      const visitor = await talk.somebody('user');
      return { visitor, channel: await talk.start(visitor, 'chat-bot') };
    },
    async lines(channelId) {
      await talk.log(channelId);
      const rows = await talk.sql<{ seq: number; line: string }>(
        `SELECT seq, CONCAT(sender_role, ': ', body) AS line FROM messages WHERE channel_id = ?
         UNION ALL SELECT seq, IF(kind = 'notice', JSON_VALUE(body, '$.code'),
           JSON_VALUE(body, '$.reason')) FROM changes WHERE channel_id = ? ORDER BY seq`,
        [channelId, channelId],
      );
      return rows.map((row) => row.line);
    },
    async task(channelId) {
      const rows = await talk.sql('SELECT * FROM tasks WHERE channel_id = ?', [channelId]);
      return rows.at(-1)!;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What dbmgr's server does for automations, and nothing else of it. */
function serveBots(
  bus: Bus,
  talk: TalkStage,
  watch: AvailabilityWatch,
  reply: BotStage['reply'],
): void {
  bus.connection.subscribe('natter.v1.*.tasks.reply', {
    callback: (_error, message) => {
      reply(message.json<Reply>(), message.subject.split('.')[2]).then(
        (answer) => message.respond(JSON.stringify(answer)),
        (error: unknown) => {
          respondError(
            message,
            error instanceof AppError ? error : new AppError('internal', 'No.'),
          );
        },
      );
    },
  });
  bus.connection.subscribe('natter.v1.*.automations.beat', {
    callback: (_error, message) => {
      const context = talk.by(null, message.subject.split('.')[2]);
      void automationHandlers(watch)
        .beat(context, {})
        .then(() => message.respond('{}'));
    },
  });
}

async function startReplica(
  talk: TalkStage,
  answer: AutomationOptions['answer'] = ({ message }) => ({
    messages: [{ type: 'text', data: `heard ${message.data}` }],
  }),
): Promise<Replica> {
  const name = 'chat-bot';
  const { nats, log } = talk.stage;
  const bus = await connectBus({
    servers: [nats.url],
    user: name,
    password: nats.passwords[name]!,
    log: log.logOf(name),
  });
  const given: Task[] = [];
  const running = await runAutomation({
    bus,
    name,
    version: '1.0.0',
    description: 'Says what it heard.',
    log: log.logOf(name),
    drainLimitMs: 500,
    answer: (task) => {
      given.push(task);
      return answer(task);
    },
  });
  let killed = false;
  return {
    given,
    async kill() {
      killed = true;
      await bus.connection.close();
    },
    async [Symbol.asyncDispose]() {
      if (!killed) await running[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
    },
  };
}
