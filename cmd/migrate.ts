import { readSettings } from '../internal/config/read-settings.ts';
import { AppError } from '../internal/contract/errors.ts';
import { createLog } from '../internal/log/log.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { migrate } from '../migrations/migrate.ts';
import { readMigrateUrls } from '../migrations/migrate-urls.ts';

try {
  const names = ['MIGRATE_MYSQL_URL', 'MYSQL_URL', 'SESSION_MYSQL_URL', 'LOG_LEVEL'] as const;
  const settings = readSettings(names, process.env);
  const log = createLog('migrate', settings.LOG_LEVEL);
  const resetPasswords = process.argv.includes('--reset-passwords');
  await migrate({ ...readMigrateUrls(settings), log, resetPasswords });
} catch (error) {
  if (error instanceof PersonError || error instanceof AppError) console.error(error.message);
  else createLog('migrate').fatal({ err: error }, 'the migrations failed');
  process.exitCode = 1;
}
