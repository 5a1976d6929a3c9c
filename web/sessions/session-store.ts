import type { Request } from 'express';
import session from 'express-session';
import createMysqlStore, { type MysqlStore } from 'express-mysql-session';
import type { Pool } from 'mysql2';
import { AppError } from '../../internal/contract/errors.ts';

/** A session that nobody used for this long is forgotten; dbmgr's login may end sooner. */
const idleSeconds = 24 * 60 * 60;
/** A database that does not answer in this time counts as down. */
const queryTimeoutMs = 3000;

type Done = (error?: unknown, data?: session.SessionData | null) => void;

/**
 * The session store on table `sessions`. It only updates what exists: a session that was ended
 * while a slow request was in flight stays ended (express-session saves at the end of each
 * response). Its failures are `unavailable`, never "no session".
 */
export function createSessionStore(pool: Pool): MysqlStore {
  const Store = createMysqlStore(session);
  const known = new WeakSet<object>();
  class SessionStore extends Store {
    override get(sid: string, done: Done): void {
      super.get(sid, (error, data) => (error ? done(presentError(error)) : done(null, data)));
    }

    override createSession(request: Request, data: session.SessionData) {
      const loaded = super.createSession(request, data);
      known.add(loaded);
      return loaded;
    }

    override set(sid: string, data: session.SessionData, done: Done): void {
      const isStored = known.has(data);
      known.add(data);
      const expires = Math.round(Date.now() / 1000) + idleSeconds;
      const body = JSON.stringify(data);
      const saved = isStored
        ? this.query('UPDATE sessions SET expires = ?, data = ? WHERE session_id = ?', [
            expires,
            body,
            sid,
          ])
        : this.query('INSERT INTO sessions (expires, data, session_id) VALUES (?, ?, ?)', [
            expires,
            body,
            sid,
          ]);
      saved.then(
        () => done(),
        (error: unknown) => done(presentError(error)),
      );
    }

    override destroy(sid: string, done: Done): void {
      super.destroy(sid, (error) => done(error ? presentError(error) : undefined));
    }

    override touch(sid: string, data: session.SessionData, done: Done): void {
      super.touch?.(sid, data, (error?: unknown) => done(error ? presentError(error) : undefined));
    }
  }
  return new SessionStore(
    {
      createDatabaseTable: false,
      clearExpired: false,
      endConnectionOnClose: false,
      expiration: idleSeconds * 1000,
    },
    {
      query: (sql, values, callback) =>
        pool.query({ sql, values, timeout: queryTimeoutMs }, callback),
    },
  );
}

function presentError(cause: unknown): AppError {
  const message = 'The store of sessions does not answer now. Nothing was changed; try again.';
  return new AppError('unavailable', message, { retryMs: 1000, cause });
}
