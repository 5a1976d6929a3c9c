import { createPool, type RowDataPacket } from 'mysql2/promise';
import { createClient } from '../../../../internal/bus/client.ts';
import { type Bus, connectBus } from '../../../../internal/bus/connect.ts';
import type { Client } from '../../../../internal/contract/types.ts';
import type { Credentials } from '../../../../internal/home/credentials.ts';
import { createLog } from '../../../../internal/log/log.ts';
import { mysqlUrl } from '../../../../internal/servers/start-mysql.ts';
import { type Canaries, createCanaries } from '../../../../internal/testing/canaries.ts';
import type { Sql } from '../../../../internal/testing/database.ts';
import { createPeople, type People } from '../../../../internal/testing/people.ts';

/** The test's own place at a mesh: straight to the servers, over no proxy. */
export type Seat = AsyncDisposable & {
  /** Rows as root. */
  sql: Sql;
  canaries: Canaries;
  people: People;
  /** A connection as this NATS user. */
  bus: (user: string) => Promise<Bus>;
  /** The typed client that web has. */
  call: () => Promise<Client<'web'>>;
};

export function takeSeat(natsUrl: string, mysqlPort: number, credentials: Credentials): Seat {
  const owned = new AsyncDisposableStack();
  const uri = mysqlUrl(mysqlPort, 'root', credentials.mysql.root, 'natter');
  const pool = createPool({ uri, connectionLimit: 4, timezone: 'Z' });
  owned.defer(() => pool.end().catch(() => undefined));
  const sql: Sql = async <Row extends object>(statement: string, values: unknown[] = []) => {
    const run = () => pool.query<RowDataPacket[]>(statement, values);
    // After the server was away the pool may hold a dead connection.
    const [rows] = await run().catch((error: { fatal?: boolean }) => {
      if (!error.fatal) throw error;
      return run();
    });
    return (Array.isArray(rows) ? rows : []) as unknown as Row[];
  };
  const buses = new Map<string, Promise<Bus>>();
  const bus: Seat['bus'] = (user) => {
    const known = buses.get(user);
    if (known) return known;
    const connecting = connectBus({
      servers: [natsUrl],
      user,
      password: credentials.nats[user] ?? '',
      log: createLog(`test ${user}`, 'silent'),
    }).then((connected) => owned.use(connected));
    buses.set(user, connecting);
    return connecting;
  };
  const canaries = createCanaries();
  const call = async () => createClient(await bus('web'), 'web');
  return {
    sql,
    canaries,
    people: createPeople({ sql, canaries, call }),
    bus,
    call,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
