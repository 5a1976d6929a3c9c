import { openSession, type Session } from './connection.ts';
import { type MysqlAddress, urlWithSchema } from './mysql-address.ts';
import { quoteName } from './schemas.ts';

/** Table → privileges. */
export type Wanted = Map<string, string[]>;

const readAndWrite = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/** Tables where the run-time user may do less than read and write. */
const exceptions: Record<string, string[]> = {
  // What an organisation keeps no longer is deleted; what stands is never changed.
  alarm_steps: ['SELECT', 'INSERT', 'DELETE'],
  audit: ['SELECT', 'INSERT'],
  audit_heads: ['SELECT', 'UPDATE'],
  changes: ['SELECT', 'INSERT', 'DELETE'],
  migrations: ['SELECT'],
  orgs: ['SELECT', 'INSERT', 'UPDATE'],
  shifts: ['SELECT', 'INSERT', 'DELETE'],
  stores: ['SELECT'],
};

/** What dbmgr's user needs: rows only, and of the audit log nothing that changes what stands. */
export function wantedByDbmgr(tables: string[]): Wanted {
  return new Map(tables.map((table) => [table, exceptions[table] ?? readAndWrite]));
}

/** What web's user needs: browser sessions and nothing else. */
export function wantedByWeb(): Wanted {
  return new Map([['sessions', readAndWrite]]);
}

/** One line of SHOW GRANTS that concerns a schema or a table. */
export type Grant = { privileges: string[]; schema: string; table: string };

/** Reads `GRANT SELECT, INSERT ON \`natter\`.\`audit\` TO …`; null for roles and proxies. */
export function readGrant(line: string): Grant | null {
  const found = /^GRANT (.+?) ON (?:TABLE )?(\*|`[^`]+`)\.(\*|`[^`]+`) TO /.exec(line);
  if (!found) return null;
  const privileges = found[1]!.split(',').map((privilege) => privilege.trim().toUpperCase());
  if (/ WITH .*GRANT OPTION/.test(line)) privileges.push('GRANT OPTION');
  return { privileges, schema: unquote(found[2]!), table: unquote(found[3]!) };
}

/**
 * Gives `account` (`'user'@'host'`) what it wants in the address's schema and then takes what it
 * has there beyond that. What it has elsewhere is left alone: one account may serve several
 * installations. Returns the privileges it has on all schemas, which are not these migrations' to
 * take.
 */
export async function settleGrants(
  session: Session,
  account: string,
  address: MysqlAddress,
  wanted: Wanted,
): Promise<string[]> {
  const { schema } = address;
  const grants = await readGrants(address);
  const inSchema = grants.filter((grant) => unescapeName(grant.schema) === schema);
  for (const [table, privileges] of wanted) {
    const has = inSchema.find((grant) => grant.table === table)?.privileges ?? [];
    const lacking = privileges.filter((privilege) => !has.includes(privilege));
    if (lacking.length === 0) continue;
    const place = `${quoteName(schema)}.${quoteName(table)}`;
    await session.run(`GRANT ${lacking.join(', ')} ON ${place} TO ${account}`);
  }
  for (const grant of inSchema) {
    const allowed = ['USAGE', ...(wanted.get(grant.table) ?? [])];
    const excess = grant.privileges.filter((privilege) => !allowed.includes(privilege));
    const table = grant.table === '*' ? '*' : quoteName(grant.table);
    for (const privilege of excess) {
      const place = `${quoteName(grant.schema)}.${table}`;
      await session.run(`REVOKE ${privilege} ON ${place} FROM ${account}`);
    }
  }
  const everywhere = grants.filter((grant) => grant.schema === '*');
  return everywhere.flatMap((grant) => grant.privileges).filter((name) => name !== 'USAGE');
}

/** Everybody may see their own. */
async function readGrants(address: MysqlAddress): Promise<Grant[]> {
  await using own = await openSession(address.setting, urlWithSchema(address.url, ''));
  const rows = await own.run('SHOW GRANTS');
  return rows.map((row) => readGrant(String(Object.values(row)[0]))).filter((row) => row !== null);
}

function unquote(name: string): string {
  return name === '*' ? name : name.slice(1, -1);
}

/** Schema names in grants are patterns: `natter\_sessions` means natter_sessions. */
function unescapeName(name: string): string {
  return name.replaceAll(/\\([_%\\])/g, '$1');
}
