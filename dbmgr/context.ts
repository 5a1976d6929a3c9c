import type { Bus } from '../internal/bus/connect.ts';
import type { RequestContext } from '../internal/bus/serve.ts';
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
  /** The acting person's id, once it is known; for the log line. */
  actor?: string;
};
