import { spawn } from 'node:child_process';
import { existsSync, openSync, closeSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { binaryEnv } from './binaries.ts';
import type { ServerBinary } from './binaries.ts';
import { commonOptions, shareFolder } from './mysql-options.ts';
import type { MysqlPlaces } from './mysql-options.ts';

/** Each begins with `mysql_`, and from MariaDB 11 on with `mariadb_`. */
const systemTables = [
  'system_tables.sql',
  'performance_tables.sql',
  'system_tables_data.sql',
  'sys_schema.sql',
];

/**
 * Fills an empty data folder with the server's own tables. Does nothing when that was done before;
 * a run that was interrupted leaves no half data folder.
 */
export async function fillMysql(
  binary: ServerBinary,
  places: MysqlPlaces,
  logFile: string,
): Promise<void> {
  if (existsSync(places.dataDir)) return;
  const fresh = { ...places, dataDir: `${places.dataDir}.new` };
  await rm(fresh.dataDir, { recursive: true, force: true });
  await mkdir(fresh.dataDir, { recursive: true, mode: 0o700 });
  const options = commonOptions(binary, fresh);
  if (binary.flavour === 'mysql') {
    // dev.mysql.com, "Initializing the Data Directory": root without a password, until the first
    // start's init file gives it one before anybody can connect.
    await runOnce(binary, [...options, '--initialize-insecure'], '', logFile);
  } else {
    await runOnce(binary, [...options, '--bootstrap'], await mariadbTables(binary), logFile);
  }
  await rename(fresh.dataDir, places.dataDir);
}

/** Accounts of root that sign in without a password from the machine's own name and from ::1. */
const dropOpenAccounts = [
  "DELETE FROM mysql.global_priv WHERE User = 'root' AND Host <> 'localhost';",
  "DELETE FROM mysql.proxies_priv WHERE Host <> 'localhost';",
  '',
].join('\n');

/** What mariadb-install-db would feed to the server, less accounts that anybody could use. */
async function mariadbTables(binary: ServerBinary): Promise<string> {
  const share = shareFolder(binary.root);
  const files = systemTableFiles(share).map((file) => readFile(file, 'utf8'));
  const first = 'create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\n';
  return first + [...(await Promise.all(files)), dropOpenAccounts].join('\n');
}

export function systemTableFiles(share: string): string[] {
  const isOlder = existsSync(join(share, `mysql_${systemTables[0]}`));
  return systemTables.map((file) => join(share, `${isOlder ? 'mysql_' : 'mariadb_'}${file}`));
}

async function runOnce(
  binary: ServerBinary,
  args: string[],
  input: string,
  logFile: string,
): Promise<void> {
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(binary.path, args, { env: binaryEnv(binary), stdio: ['pipe', log, log] });
  closeSync(log);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  // A server that ends early closes its input; its exit code says so better than EPIPE.
  const fed = pipeline(Readable.from([input]), child.stdin!).catch(() => {});
  const [code] = await Promise.all([ended, fed]);
  if (code === 0) return;
  throw new Error(
    `the database server could not make its own tables (exit ${code}); see ${logFile}`,
  );
}
