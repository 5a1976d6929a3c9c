import type { NatsConnection, Payload, PublishOptions } from 'nats';
import { AppError } from '../contract/errors.ts';
import type { Log } from '../log/log.ts';

export type Outgoing = {
  /** Throws when the connection was closed, and `too_large` for what the server would not take. */
  publish: (subject: string, payload: Payload, options?: PublishOptions) => void;
  /** Resolves when the server has taken all that was published and subscribed so far. */
  flush: () => Promise<void>;
};

/** More than the headers of any message take; they count as part of it. */
const headerBytes = 1024;

type Publication = [subject: string, payload: Payload, options?: PublishOptions];

/**
 * What one turn publishes goes out at its end, in order, in one write: each write wakes the server,
 * which costs more than what it carries, and the library would write at the first pause for breath.
 */
export function createOutgoing(connection: NatsConnection, log: Log): Outgoing {
  let waiting: Publication[] = [];
  const send = (): void => {
    const publications = waiting;
    waiting = [];
    for (const [subject, payload, options] of publications) {
      try {
        connection.publish(subject, payload, options);
      } catch (error) {
        log.error({ err: error, subject }, 'not published');
      }
    }
  };
  return {
    publish(...publication) {
      if (connection.isClosed()) throw new Error('the connection to NATS was closed');
      const [subject, payload, options] = publication;
      const bytes = Buffer.byteLength(payload) + (options?.headers ? headerBytes : 0);
      if (bytes > (connection.info?.max_payload ?? Infinity)) {
        log.error({ subject, bytes }, 'too large to publish');
        throw new AppError('too_large', 'This is more than can be sent at once.');
      }
      // Behind all that promises still have to do in this turn.
      if (waiting.push(publication) === 1) process.nextTick(send);
    },
    flush() {
      send();
      return connection.flush();
    },
  };
}
