import type { Bulkhead as BulkheadName } from '../../internal/contract/define.ts';
import type { Log } from '../../internal/log/log.ts';
import { type Database, openDatabase } from '../database/open-database.ts';
import { createGate, type Gate } from './gate.ts';

export type Bulkhead = { db: Database; gate: Gate };
export type Bulkheads = AsyncDisposable & Record<BulkheadName, Bulkhead>;

type Size = {
  connections: number;
  running: number;
  waiting: number;
  lockWaitSeconds?: number;
  statementLimitMs?: number;
  together?: boolean;
};

/**
 * Operations that may run and wait, and the database connections they share. `messages` merges what
 * waits by itself; `logins` has its own admission; no automation, whoever wrote it, holds up what
 * people do; `none` looks at the database's health.
 */
const sizes: Record<BulkheadName, Size> = {
  // A row that stays locked delays what shares its batch: soon it is told apart by halves.
  messages: { connections: 4, running: 4096, waiting: 0, lockWaitSeconds: 1, together: true },
  logins: { connections: 4, running: 500, waiting: 0 },
  reads: { connections: 6, running: 24, waiting: 1000, statementLimitMs: 4000 },
  writes: { connections: 6, running: 24, waiting: 1000 },
  automations: { connections: 6, running: 24, waiting: 1000 },
  none: { connections: 2, running: 256, waiting: 256 },
};

/** Callers give up after 5 s; what waited longer than this is not begun any more. */
const maxWaitMs = 4000;

/**
 * A pool and a gate of its own for each kind of operation: a flood of one never starves another.
 */
export function openBulkheads(url: string, log: Log): Bulkheads {
  const open = (name: BulkheadName): Bulkhead => {
    const { running, waiting, ...pool } = sizes[name];
    return {
      db: openDatabase({ url, log, ...pool }),
      gate: createGate({ running, waiting, maxWaitMs }),
    };
  };
  const all = {
    messages: open('messages'),
    logins: open('logins'),
    reads: open('reads'),
    writes: open('writes'),
    automations: open('automations'),
    none: open('none'),
  };
  return {
    ...all,
    async [Symbol.asyncDispose]() {
      await Promise.all(Object.values(all).map(({ db }) => db.destroy()));
    },
  };
}
