import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemTableFiles } from './fill-mysql.ts';

test.each(['mysql_', 'mariadb_'])(
  'a MariaDB whose own tables are in %s*.sql is filled',
  (prefix) => {
    const share = mkdtempSync(join(tmpdir(), 'natter-share-'));
    onTestFinished(() => rm(share, { recursive: true }));
    writeFileSync(join(share, `${prefix}system_tables.sql`), '');
    expect(systemTableFiles(share).map((file) => basename(file))).toEqual(
      ['system_tables', 'performance_tables', 'system_tables_data', 'sys_schema'].map(
        (name) => `${prefix}${name}.sql`,
      ),
    );
  },
);
