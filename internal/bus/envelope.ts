import { headers, type Msg, type MsgHdrs } from 'nats';
import { AppError, isErrorCode } from '../contract/errors.ts';
import { idPattern } from '../contract/ids.ts';
import type { CallContext } from '../contract/types.ts';

const loginHeader = 'Natter-Login';
const requestHeader = 'Natter-Request';
const addressHeader = 'Natter-Address';
const idempotencyHeader = 'Natter-Idempotency';
const sentHeader = 'Natter-Sent';
/** Header names of NATS micro services (NATS ADR-32). */
const errorHeader = 'Nats-Service-Error';
const errorCodeHeader = 'Nats-Service-Error-Code';

const hashPattern = /^[0-9a-f]{64}$/;
const addressPattern = /^[0-9A-Fa-f:.]{2,45}$/;

export type Envelope = {
  login: string | undefined;
  requestId: string | undefined;
  address: string | undefined;
  /** Hash of the client's `Idempotency-Key`: SHA-256, hex. */
  idempotency?: string | undefined;
  /** Milliseconds since the epoch by the sender's clock. */
  sentAtMs: number | undefined;
};

export function writeEnvelope(context: CallContext): MsgHdrs {
  const result = headers();
  result.set(sentHeader, String(Date.now()));
  if (context.login) result.set(loginHeader, checked(context.login, idPattern));
  if (context.requestId) result.set(requestHeader, checked(context.requestId, idPattern));
  if (context.address) result.set(addressHeader, checked(context.address, addressPattern));
  if (context.idempotency) {
    result.set(idempotencyHeader, checked(context.idempotency, hashPattern));
  }
  return result;
}

/** Anything malformed in a header counts as absent: nobody acts then. */
export function readEnvelope(message: Msg): Envelope {
  const read = (name: string, pattern: RegExp): string | undefined => {
    const value = message.headers?.get(name);
    return value && pattern.test(value) ? value : undefined;
  };
  const sent = read(sentHeader, /^\d{1,16}$/);
  return {
    login: read(loginHeader, idPattern),
    requestId: read(requestHeader, idPattern),
    address: read(addressHeader, addressPattern),
    idempotency: read(idempotencyHeader, hashPattern),
    sentAtMs: sent === undefined ? undefined : Number(sent),
  };
}

export function respondError(message: Msg, error: AppError): void {
  const head = headers();
  head.set(errorCodeHeader, error.code);
  head.set(errorHeader, error.message.replace(/[^\u0020-\u007e]/g, ' '));
  const body = {
    code: error.code,
    message: error.message,
    fields: error.fields,
    retry_ms: error.retryMs,
  };
  message.respond(JSON.stringify(body), { headers: head });
}

/** The error a reply carries, or null when it carries an answer. */
export function readError(reply: Msg): AppError | null {
  const code = reply.headers?.get(errorCodeHeader);
  if (!code) return null;
  const body = parseBody(reply) as {
    message?: string;
    fields?: Record<string, string>;
    retry_ms?: number;
  } | null;
  return new AppError(isErrorCode(code) ? code : 'internal', body?.message ?? 'Refused.', {
    fields: body?.fields,
    retryMs: body?.retry_ms,
  });
}

function parseBody(reply: Msg): unknown {
  try {
    return reply.json();
  } catch {
    return null;
  }
}

function checked(value: string, pattern: RegExp): string {
  if (!pattern.test(value)) throw new AppError('invalid', 'A header value is malformed.');
  return value;
}
