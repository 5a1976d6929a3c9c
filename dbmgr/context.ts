import type { Bus } from '../internal/bus/connect.ts';
import type { RequestContext } from '../internal/bus/serve.ts';
import type { Scope } from '../internal/contract/scopes.ts';
import type { Log } from '../internal/log/log.ts';
import type { Database } from './database/open-database.ts';

/**
 * What every handler gets: the pool of its bulkhead, the bus for events, who asked, and the time.
 */
export type Context = {
  db: Database;
  bus: Bus;
  request: RequestContext;
  log: Log;
  now: () => Date;
  /** What the operation asks of a login that is limited to scopes. */
  scope: Scope | 'any' | undefined;
  /** The acting person's id, once it is known; for the log line. */
  actor?: string;
};
