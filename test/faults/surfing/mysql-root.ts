import { type Connection, createConnection } from 'mysql2/promise';
import { mysqlUrl } from '../../../internal/servers/start-mysql.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';

/** A connection of the operator's own, straight to the server. */
export async function connectRoot(mesh: Mesh): Promise<Connection & AsyncDisposable> {
  const [row] = await mesh.sql<{ port: number }>('SELECT @@port AS port');
  const uri = mysqlUrl(row!.port, 'root', mesh.credentials.mysql.root, 'natter');
  const connection = await createConnection({ uri, timezone: 'Z' });
  return Object.assign(connection, {
    [Symbol.asyncDispose]: async () => connection.destroy(),
  });
}

/** Ends the connections that the mesh's own users hold now; gives how many there were. */
export async function killConnections(
  root: Connection,
  users: readonly string[] = ['dbmgr', 'web'],
): Promise<number> {
  const [rows] = await root.query(
    'SELECT id FROM information_schema.processlist WHERE user IN (?)',
    [users],
  );
  const ids = (rows as { id: number }[]).map(({ id }) => id);
  // One that ended by itself is no matter.
  for (const id of ids) await root.query(`KILL ${id}`).catch(() => undefined);
  return ids.length;
}
