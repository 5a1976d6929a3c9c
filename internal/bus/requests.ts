import { createInbox, type Msg, type MsgHdrs, type NatsConnection } from 'nats';
import { inboxPrefix } from '../contract/subjects.ts';
import type { Outgoing } from './outgoing.ts';

export type RequestOptions = { timeoutMs: number; headers?: MsgHdrs };

export type Requests = {
  /**
   * Asks as soon as there is a connection. Rejects when nobody answers in time, nobody is there to
   * answer, or the connection is lost: what was asked before will not be answered after.
   */
  request: (subject: string, payload: string, options: RequestOptions) => Promise<Msg>;
  /** The connection was lost; it came back. */
  lost: () => void;
  back: () => void;
};

type Asked = { resolve: (reply: Msg) => void; reject: (error: Error) => void };

/** A status of NATS in an empty reply: nobody listens there (ADR-22). */
const noResponders = 503;

/**
 * Requests over one inbox. The library's own make an error with its stack for each, in case it
 * fails, which takes longer than the request.
 */
export function createRequests(
  connection: NatsConnection,
  user: string,
  publish: Outgoing['publish'],
): Requests {
  const inbox = `${createInbox(inboxPrefix(user))}.`;
  const asked = new Map<string, Asked>();
  const waiting = new Set<() => void>();
  let count = 0;
  let connected = true;
  connection.subscribe(`${inbox}*`, {
    callback(error, reply) {
      if (error) return;
      const one = asked.get(reply.subject);
      if (reply.data.length > 0 || reply.headers?.code !== noResponders) one?.resolve(reply);
      else one?.reject(new Error('nobody is there to answer'));
    },
  });
  const untilBack = (timeoutMs: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const back = () => {
        clearTimeout(late);
        waiting.delete(back);
        resolve();
      };
      const late = setTimeout(() => {
        waiting.delete(back);
        reject(new Error('there is no connection to NATS'));
      }, timeoutMs);
      waiting.add(back);
    });
  const ask = (subject: string, payload: string, options: RequestOptions): Promise<Msg> =>
    new Promise((resolve, reject) => {
      const reply = inbox + (++count).toString(36);
      const end = () => {
        clearTimeout(late);
        asked.delete(reply);
      };
      const late = setTimeout(
        () => {
          end();
          reject(new Error('nobody answered in time'));
        },
        Math.max(1, options.timeoutMs),
      );
      asked.set(reply, {
        resolve(message) {
          end();
          resolve(message);
        },
        reject(error) {
          end();
          reject(error);
        },
      });
      try {
        publish(subject, payload, { reply, headers: options.headers });
      } catch (error) {
        end();
        throw error;
      }
    });
  return {
    async request(subject, payload, options) {
      if (connected) return ask(subject, payload, options);
      const sinceMs = performance.now();
      await untilBack(options.timeoutMs);
      const timeoutMs = options.timeoutMs - (performance.now() - sinceMs);
      return ask(subject, payload, { ...options, timeoutMs });
    },
    lost() {
      connected = false;
      for (const { reject } of asked.values()) reject(new Error('the connection to NATS was lost'));
    },
    back() {
      connected = true;
      for (const go of waiting) go();
    },
  };
}
