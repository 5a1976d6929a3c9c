import { randomUUID } from 'node:crypto';
import type { Bus } from '../bus/connect.ts';
import { respondError } from '../bus/envelope.ts';
import { AppError, type ErrorCode } from '../contract/errors.ts';
import { taskStream, taskSubject } from '../contract/subjects.ts';
import type { Reply, Task } from '../contract/tasks.ts';

/** The test in the place that dbmgr has on the bus: it gives tasks and hears the answers. */
export type DbmgrSeat = {
  /** Every reply and beat that came, in order. */
  replies: Reply[];
  beats: { name: string; version?: string }[];
  /** The code to refuse a reply with, or null to take it, as it does unless a test says else. */
  judge: (reply: Reply) => ErrorCode | null;
  /** This automation's, or that of another. */
  makeConsumer: (of?: string) => Promise<void>;
  deleteConsumer: () => Promise<void>;
  consumerInfo: () => Promise<ConsumerInfo>;
  /** Publishes a task with this text. */
  give: (text: string, details?: Partial<Task>) => Promise<Task>;
  giveRaw: (payload: string | Uint8Array) => Promise<void>;
};

export type ConsumerInfo = { num_waiting: number; num_pending: number; num_ack_pending: number };

const secondNs = 1_000_000_000;
/** Streams are written to disks that others write to as well. */
const patient = { timeout: 10_000 };

/** `bus` is connected as dbmgr; the stream is made, the consumer is not. */
export async function takeDbmgrSeat(bus: Bus, automation: string): Promise<DbmgrSeat> {
  const ask = async (api: string, body: object): Promise<object> => {
    const answer = await bus.connection.request(`$JS.API.${api}`, JSON.stringify(body), patient);
    const { error, ...rest } = answer.json<{ error?: { description: string } }>();
    if (error) throw new Error(`${api}: ${error.description}`);
    return rest;
  };
  const publish = async (payload: string | Uint8Array) =>
    void (await bus.connection.request(taskSubject(automation), payload, { timeout: 2000 }));
  await ask(`STREAM.CREATE.${taskStream}`, {
    name: taskStream,
    subjects: [taskSubject('*')],
    storage: 'file',
    max_bytes: 16 * 1024 ** 2,
  });
  const seat: DbmgrSeat = {
    replies: [],
    beats: [],
    judge: () => null,
    async makeConsumer(of = automation) {
      const config = {
        durable_name: of,
        deliver_policy: 'all',
        ack_policy: 'explicit',
        ack_wait: 8 * secondNs,
        max_deliver: 1,
        filter_subject: taskSubject(of),
      };
      const api = `CONSUMER.DURABLE.CREATE.${taskStream}.${of}`;
      await ask(api, { stream_name: taskStream, config });
    },
    async deleteConsumer() {
      await ask(`CONSUMER.DELETE.${taskStream}.${automation}`, {});
    },
    consumerInfo: async () =>
      (await ask(`CONSUMER.INFO.${taskStream}.${automation}`, {})) as ConsumerInfo,
    async give(text, details) {
      const task = makeTask(text, details);
      await publish(JSON.stringify(task));
      return task;
    },
    giveRaw: publish,
  };
  answerAutomations(bus, seat);
  return seat;
}

function answerAutomations(bus: Bus, seat: DbmgrSeat): void {
  bus.connection.subscribe('natter.v1.*.tasks.reply', {
    callback: (_error, message) => {
      const reply = message.json<Reply>();
      seat.replies.push(reply);
      const code = seat.judge(reply);
      if (code) respondError(message, new AppError(code, 'Refused.', { retryMs: 50 }));
      else message.respond(JSON.stringify({ ok: true }));
    },
  });
  bus.connection.subscribe('natter.v1.*.automations.beat', {
    callback: (_error, message) => {
      const name = message.subject.split('.')[2] ?? '';
      seat.beats.push({ name, ...message.json<{ version?: string }>() });
      message.respond('{}');
    },
  });
}

function makeTask(text: string, details: Partial<Task> = {}): Task {
  const channelId = randomUUID();
  return {
    task: randomUUID(),
    try: 1,
    conversation: { id: randomUUID(), channel_id: channelId, epoch: 1, org: 'main' },
    message: {
      op: 'message',
      channel_id: channelId,
      seq: 1,
      ts: new Date().toISOString(),
      id: randomUUID(),
      to: '*',
      type: 'text',
      data: text,
      from: randomUUID(),
      name: 'Visitor',
      role: 'user',
    },
    history: [],
    ...details,
  };
}
