import { createConnection, type RowDataPacket } from 'mysql2/promise';

/** Drops the schemas and accounts that a run of the tests made on somebody's server. */
export async function dropAllOf(run: string, rootUrl: string): Promise<void> {
  const connection = await createConnection({ uri: rootUrl });
  const [schemas] = await connection.query<RowDataPacket[]>(
    'SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE ?',
    [`natter\\_${run}\\_%`],
  );
  for (const { name } of schemas) await connection.query('DROP DATABASE ??', [name]);
  const [users] = await connection.query<RowDataPacket[]>(
    'SELECT User AS name, Host AS host FROM mysql.user WHERE User LIKE ? OR User LIKE ?',
    [`d\\_${run}\\_%`, `w\\_${run}\\_%`],
  );
  for (const { name, host } of users) await connection.query('DROP USER ?@?', [name, host]);
  await connection.end();
}
