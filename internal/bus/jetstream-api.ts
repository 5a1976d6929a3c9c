import { AppError } from '../contract/errors.ts';
import type { Bus } from './connect.ts';

const requestTimeoutMs = 2000;

type ApiError = { code: number; err_code?: number; description?: string };

/** JetStream refused; `code` is the server's own `err_code` (nats-server, errors.json). */
export class JetStreamError extends Error {
  readonly code: number;

  constructor(subject: string, error: ApiError) {
    super(`${subject}: ${error.description ?? error.code}`);
    this.name = 'JetStreamError';
    this.code = error.err_code ?? error.code;
  }
}

/**
 * One request of the JetStream API (docs.nats.io, "JetStream wire API"). It is spoken here as it
 * is on the wire, which no client library changes. Throws JetStreamError when the server refuses
 * and AppError `unavailable` when nobody answers.
 */
export async function askJetStream<T extends object>(
  bus: Bus,
  verb: string,
  body: object = {},
): Promise<T> {
  const subject = `$JS.API.${verb}`;
  const answer = await requestJson<T & { error?: ApiError }>(bus, subject, body);
  if (answer.error) throw new JetStreamError(subject, answer.error);
  return answer;
}

async function requestJson<T>(bus: Bus, subject: string, body: object): Promise<T> {
  try {
    const options = { timeout: requestTimeoutMs };
    const reply = await bus.connection.request(subject, JSON.stringify(body), options);
    return reply.json<T>();
  } catch (cause) {
    throw new AppError('unavailable', 'JetStream does not answer.', { cause });
  }
}
