import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerBinary } from './binaries.ts';

/** sockaddr_un holds 108 bytes with the closing zero (unix(7)). */
const longestSocketPath = 107;

/** Where a private server's data is, and its socket, or null when the path would be too long. */
export type MysqlPlaces = { dataDir: string; tmpDir: string; socket: string | null };

export function mysqlPlaces(folder: string): MysqlPlaces {
  const socket = join(folder, 'mysql.sock');
  return {
    dataDir: join(folder, 'data'),
    tmpDir: join(folder, 'tmp'),
    socket: Buffer.byteLength(socket) <= longestSocketPath ? socket : null,
  };
}

/** Which server made the data in the folder, and alone can read it; true when there is none. */
export function neededFlavour(folder: string): 'mariadb' | 'mysql' | true {
  const { dataDir } = mysqlPlaces(folder);
  if (existsSync(join(dataDir, 'aria_log_control'))) return 'mariadb';
  return existsSync(join(dataDir, 'mysql.ibd')) ? 'mysql' : true;
}

/** Options that every run of the server needs, the one that fills the data folder included. */
export function commonOptions(binary: ServerBinary, places: MysqlPlaces): string[] {
  const options = [
    '--no-defaults',
    `--datadir=${places.dataDir}`,
    `--tmpdir=${places.tmpDir}`,
    '--character-set-server=utf8mb4',
    '--default-storage-engine=InnoDB',
    // Both servers refuse to run as root unless told to.
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  ];
  if (binary.root === '/') return options;
  const share = shareFolder(binary.root);
  return [
    ...options,
    `--lc-messages-dir=${share}`,
    `--character-sets-dir=${join(share, 'charsets')}`,
    `--plugin-dir=${join(binary.root, 'usr/lib/mysql/plugin')}`,
  ];
}

/** The folder with the server's error messages and the statements that make its own tables. */
export function shareFolder(root: string): string {
  const folders = ['usr/share/mysql', 'usr/share/mariadb', 'usr/local/share/mysql'];
  const found = folders.find((folder) => existsSync(join(root, folder, 'english/errmsg.sys')));
  return join(root, found ?? folders[0]!);
}

/**
 * No second protocol; no files for SQL, for which a packaged MySQL wants a folder of the system.
 */
const mysqlOptions = ['--mysqlx=OFF', '--secure-file-priv=NULL'];

/** Where a power cut may take the last seconds: nothing is waited for. */
const fleetingOptions = [
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-flush-method=nosync',
  '--innodb-doublewrite=0',
];

export type RunOptions = {
  port: number;
  /** A commit is on the disk before it is confirmed. */
  isDurable: boolean;
};

/** Options of the server that natter talks to: loopback, strict, UTC. */
export function runOptions(
  binary: ServerBinary,
  places: MysqlPlaces,
  { port, isDurable }: RunOptions,
): string[] {
  return [
    ...commonOptions(binary, places),
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${places.socket ?? ''}`,
    `--pid-file=${join(places.dataDir, 'server.pid')}`,
    '--skip-name-resolve',
    '--skip-log-bin',
    '--local-infile=0',
    '--collation-server=utf8mb4_unicode_ci',
    '--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,' +
      'ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
    '--transaction-isolation=READ-COMMITTED',
    '--default-time-zone=+00:00',
    ...(isDurable ? ['--innodb-flush-log-at-trx-commit=1'] : fleetingOptions),
    '--innodb-buffer-pool-size=256M',
    '--max-connections=300',
    '--max-allowed-packet=32M',
    '--performance-schema=OFF',
    ...(binary.flavour === 'mariadb' ? ['--innodb-log-file-size=96M'] : mysqlOptions),
  ];
}
