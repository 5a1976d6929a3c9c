import { promisify } from 'node:util';
import type { Request } from 'express';
import session from 'express-session';
import createMysqlStore, { type MysqlStore } from 'express-mysql-session';
import type { Pool } from 'mysql2';
import { AppError } from '../../internal/contract/errors.ts';
import { askInTime } from './ask-in-time.ts';

/** A session that nobody used for this long is forgotten; dbmgr's login may end sooner. */
const idleSeconds = 24 * 60 * 60;
/** A database that does not answer in this time counts as down. */
const queryTimeoutMs = 3000;
/** An answer waits so long at most for what it changed in the session. */
const lateSaveMs = 400;

/** Against a day without use, a minute is nothing; a write for every page is much. */
const touchEveryMs = 60_000;
const maxTouched = 10_000;

type Done = (error?: unknown, data?: session.SessionData | null) => void;

/**
 * The session store on table `sessions`. It only updates what exists: a session that was ended
 * while a slow request was in flight stays ended (express-session saves at the end of each
 * response). Its failures are `unavailable`, never "no session".
 */
export function createSessionStore(pool: Pool): MysqlStore {
  const Store = createMysqlStore(session);
  const known = new WeakSet<object>();
  const touchedAtMs = new Map<string, number>();
  class SessionStore extends Store {
    override get(sid: string, done: Done): void {
      super.get(sid, (error, data) => (error ? done(presentError(error)) : done(null, data)));
    }

    override createSession(request: Request, data: session.SessionData) {
      const loaded = super.createSession(request, data);
      known.add(loaded);
      return loaded;
    }

    /** Without `keepSession` it is the end of a response that saves: nobody waits for long. */
    override set(sid: string, data: session.SessionData, heard: Done): void {
      const done = awaited.has(data) ? heard : noLaterThan(heard, lateSaveMs);
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

    /** That somebody is still there is noted beside their answer, and not at each of them. */
    override touch(sid: string, data: session.SessionData, done: Done): void {
      const now = performance.now();
      if (now - (touchedAtMs.get(sid) ?? -Infinity) > touchEveryMs) {
        if (touchedAtMs.size >= maxTouched) touchedAtMs.clear();
        touchedAtMs.set(sid, now);
        super.touch?.(sid, data, () => undefined);
      }
      done();
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
      query: (sql, values, callback) => askInTime(pool, queryTimeoutMs, sql, values, callback),
    },
  );
}

const awaited = new WeakSet<object>();

/** Stores the session now; throws `unavailable` when it cannot be stored. */
export async function keepSession({ session: data }: Request): Promise<void> {
  awaited.add(data);
  try {
    await promisify(data.save.bind(data))();
  } finally {
    awaited.delete(data);
  }
}

/** Hears the outcome, or after `limitMs` none; once. */
function noLaterThan(done: Done, limitMs: number): Done {
  let isOver = false;
  const end: Done = (...outcome) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    done(...outcome);
  };
  const timer = setTimeout(end, limitMs);
  return end;
}

function presentError(cause: unknown): AppError {
  const message = 'The store of sessions does not answer now. Nothing was changed; try again.';
  return new AppError('unavailable', message, { retryMs: 1000, cause });
}
