import { headers } from 'nats';
import { idPattern } from '../contract/ids.ts';
import { taskStream, taskSubject } from '../contract/subjects.ts';
import type { Bus } from './connect.ts';
import { askJetStream, JetStreamError } from './jetstream-api.ts';

/** How an automation's durable consumer stands. */
export type ConsumerState = {
  /** It was missing and was made just now: what it was given before is lost to it. */
  isNew: boolean;
  /** Pull requests that wait: a replica is there. */
  waiting: number;
  /** The last message given to a replica. */
  deliveredSeq: number;
  /** What the stream holds. */
  firstSeq: number;
  lastSeq: number;
};

/** The JetStream stream that carries tasks. MySQL holds the truth: all of it may be lost. */
export type TaskStream = {
  /** Makes the stream and the consumer when they are missing. */
  readConsumer(automation: string): Promise<ConsumerState>;
  deleteConsumer(automation: string): Promise<void>;
  /**
   * Returns the message's place in the stream, once the server has it. The same `messageId` again
   * within 2 minutes changes nothing and returns the first place.
   */
  publish(automation: string, messageId: string, payload: string): Promise<number>;
};

export type TaskStreamOptions = { ackWaitMs?: number };

const shippedAckWaitMs = 8000;
const publishTimeoutMs = 3000;
/** What was answered or given up needs not stay; dbmgr publishes again what was not. */
const maxAgeMs = 120_000;
const maxBytes = 128 * 1024 * 1024;
const maxTaskBytes = 512 * 1024;
const nanosPerMs = 1_000_000;

/** err_code: no such stream, no such consumer, stream stands with another configuration. */
const errors = { noStream: 10059, noConsumer: 10014, otherStream: 10058 };

/**
 * The stream on this connection. Nothing is asked of the server yet; each call makes what is
 * missing.
 */
export function openTaskStream(bus: Bus, options: TaskStreamOptions = {}): TaskStream {
  const ackWaitMs = options.ackWaitMs ?? shippedAckWaitMs;
  let isSettled = false;
  const settleStream = async (): Promise<StreamState> => {
    const stream = await readOrMakeStream(bus, isSettled);
    isSettled = true;
    return stream.state;
  };
  return {
    async readConsumer(automation) {
      const { first_seq, last_seq } = await settleStream();
      const { info, isNew } = await readOrMakeConsumer(bus, automation, ackWaitMs);
      return {
        isNew,
        waiting: info.num_waiting,
        deliveredSeq: info.delivered.stream_seq,
        firstSeq: first_seq,
        lastSeq: last_seq,
      };
    },
    async deleteConsumer(automation) {
      try {
        await askJetStream(bus, `CONSUMER.DELETE.${taskStream}.${automation}`);
      } catch (error) {
        if (!isApiError(error, errors.noConsumer, errors.noStream)) throw error;
      }
    },
    publish: (automation, messageId, payload) => publishTask(bus, automation, messageId, payload),
  };
}

type StreamState = { first_seq: number; last_seq: number };
type StreamInfo = { state: StreamState };
type ConsumerInfo = {
  num_waiting: number;
  delivered: { stream_seq: number };
};

async function readOrMakeStream(bus: Bus, isSettled: boolean): Promise<StreamInfo> {
  if (isSettled) {
    try {
      return await askJetStream(bus, `STREAM.INFO.${taskStream}`);
    } catch (error) {
      if (!isApiError(error, errors.noStream)) throw error;
    }
  }
  const config = streamConfig(bus.connection.info?.cluster ? 3 : 1);
  try {
    return await askJetStream(bus, `STREAM.CREATE.${taskStream}`, config);
  } catch (error) {
    if (isApiError(error, errors.otherStream)) {
      return await askJetStream(bus, `STREAM.UPDATE.${taskStream}`, config);
    }
    if (config.num_replicas === 1 || !(error instanceof JetStreamError)) throw error;
    // A cluster with too few servers up: one copy is enough to go on.
    return await askJetStream(bus, `STREAM.CREATE.${taskStream}`, streamConfig(1));
  }
}

/**
 * Bounded, and full means refused: the database keeps what has no room (docs.nats.io, "Streams").
 */
function streamConfig(replicas: number) {
  return {
    name: taskStream,
    subjects: [taskSubject('*')],
    retention: 'limits',
    storage: 'file',
    discard: 'new',
    num_replicas: replicas,
    max_bytes: maxBytes,
    max_age: maxAgeMs * nanosPerMs,
    max_msgs: -1,
    max_msg_size: maxTaskBytes,
    max_consumers: -1,
    duplicate_window: maxAgeMs * nanosPerMs,
    deny_delete: true,
    deny_purge: true,
    allow_rollup_hdrs: false,
  };
}

async function readOrMakeConsumer(
  bus: Bus,
  automation: string,
  ackWaitMs: number,
): Promise<{ info: ConsumerInfo; isNew: boolean }> {
  try {
    const verb = `CONSUMER.INFO.${taskStream}.${automation}`;
    return { info: await askJetStream<ConsumerInfo>(bus, verb), isNew: false };
  } catch (error) {
    if (!isApiError(error, errors.noConsumer)) throw error;
  }
  const subject = taskSubject(automation);
  const verb = `CONSUMER.CREATE.${taskStream}.${automation}.${subject}`;
  const info = await askJetStream<ConsumerInfo>(bus, verb, {
    stream_name: taskStream,
    config: {
      durable_name: automation,
      filter_subject: subject,
      // What the stream held before is published again by those who make the consumer.
      deliver_policy: 'new',
      ack_policy: 'explicit',
      ack_wait: ackWaitMs * nanosPerMs,
      // dbmgr alone decides what is delivered again.
      max_deliver: 1,
      max_ack_pending: 10_000,
    },
  });
  return { info, isNew: true };
}

async function publishTask(
  bus: Bus,
  automation: string,
  messageId: string,
  payload: string,
): Promise<number> {
  if (!idPattern.test(messageId)) throw new Error('not a message id');
  const head = headers();
  head.set('Nats-Msg-Id', messageId);
  head.set('Nats-Expected-Stream', taskStream);
  const options = { headers: head, timeout: publishTimeoutMs };
  const subject = taskSubject(automation);
  const reply = await bus.connection.request(subject, payload, options);
  const ack = reply.json<{ seq: number; error?: { code: number; description?: string } }>();
  if (ack.error) throw new JetStreamError(subject, ack.error);
  return ack.seq;
}

function isApiError(error: unknown, ...codes: number[]): boolean {
  return error instanceof JetStreamError && codes.includes(error.code);
}
