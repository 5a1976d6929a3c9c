import { setInterval } from 'node:timers';
import type { Request, Response } from 'express';
import session from 'express-session';
import { createPool } from 'mysql2';
import type { Log } from '../../internal/log/log.ts';
import { createSeal, type Seal } from './seal.ts';
import { createSessionStore } from './session-store.ts';

declare module 'express-session' {
  interface SessionData {
    /** The id of the login that this browser made; dbmgr decides what it is worth. */
    login: string;
    /** Who talks to the chat's form page from this browser. */
    visitor: SessionVisitor;
    /** What the next page says once, e.g. that something worked. */
    notice: Notice;
  }
}

/** A visitor without script: their login, and the conversation that they are in. */
export type SessionVisitor = {
  /** Whose visitor it is; the usual one's where it is not said. */
  org?: string;
  login: string;
  channel: string;
  with: string;
  /** They left a message in it and do not wait. */
  hasLeft?: boolean;
};

/** `undo` is a form that takes it back; `secret` something to copy that is never shown again. */
export type Notice = { kind: 'done' | 'error'; text: string; undo?: Undo; secret?: Secret };
type Undo = { action: string; label: string };
/** In a session's row `value` is sealed. */
type Secret = { label: string; value: string };

export type Sessions = AsyncDisposable & {
  /** Gives the request its session. Throws `unavailable` when the store does not answer. */
  open(request: Request, response: Response): Promise<void>;
  /** Rejects when the store does not answer. */
  check(): Promise<void>;
  readonly cookie: CookieNames;
  readonly seal: Seal;
};

export type CookieNames = { session: string; device: string };

export type SessionOptions = {
  url: string;
  /** The first signs, all verify. */
  secrets: string[];
  /** Browsers speak https to PUBLIC_URL. */
  secure: boolean;
  log: Log;
};

const connections = 10;
const connectTimeoutMs = 3000;
const clearEveryMs = 15 * 60_000;

/** Sessions of staff, in a schema that only web's own MySQL user reaches. */
export function openSessions({ url, secrets, secure, log }: SessionOptions): Sessions {
  const pool = createPool({
    uri: url,
    connectionLimit: connections,
    queueLimit: 500,
    connectTimeout: connectTimeoutMs,
    enableKeepAlive: true,
    timezone: 'Z',
    charset: 'utf8mb4_bin',
  });
  const store = createSessionStore(pool);
  const cookie = cookieNames(secure);
  const run = session({
    name: cookie.session,
    secret: secrets,
    store,
    resave: false,
    saveUninitialized: false,
    proxy: secure,
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure },
  });
  const clearing = setInterval(() => {
    store.clearExpiredSessions().catch((error: unknown) => {
      log.warn({ err: error }, 'expired sessions stay for now');
    });
  }, clearEveryMs);
  clearing.unref();
  return {
    cookie,
    seal: createSeal(secrets),
    open(request, response) {
      // PUBLIC_URL says what the browser speaks, whatever stands between it and this process.
      if (secure) request.headers['x-forwarded-proto'] = 'https';
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      run(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
      return promise;
    },
    async check() {
      await store.query('SELECT session_id FROM sessions LIMIT 1', []);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(clearing);
      await pool.promise().end();
    },
  };
}

/** `__Host-` binds a cookie to this very host and to https (RFC 6265bis, 4.1.3.2). */
function cookieNames(secure: boolean): CookieNames {
  const prefix = secure ? '__Host-' : '';
  return { session: `${prefix}natter_session`, device: `${prefix}natter_device` };
}
