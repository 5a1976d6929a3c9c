declare module 'express-mysql-session' {
  import type session from 'express-session';

  /** What the store needs of a mysql2 pool. */
  export interface Queryable {
    query(
      sql: string,
      values: unknown[],
      callback: (error: Error | null, rows?: unknown, fields?: unknown) => void,
    ): unknown;
  }

  export interface Options {
    createDatabaseTable: boolean;
    clearExpired: boolean;
    endConnectionOnClose: boolean;
    /** Milliseconds after the last request. */
    expiration: number;
  }

  type Done = (error?: unknown, data?: session.SessionData | null) => void;

  export class MysqlStore extends session.Store {
    constructor(options: Options, connection: Queryable);
    get(sid: string, done: Done): void;
    set(sid: string, data: session.SessionData, done?: Done): void;
    destroy(sid: string, done?: Done): void;
    touch(sid: string, data: session.SessionData, done?: Done): void;
    query(sql: string, values: unknown[]): Promise<[unknown, unknown]>;
    clearExpiredSessions(): Promise<unknown>;
  }

  export default function factory(sessions: typeof session): typeof MysqlStore;
}
