import { startDbmgr } from '../dbmgr/start-dbmgr.ts';
import { readSettings } from '../internal/config/read-settings.ts';
import { runProcess } from '../internal/process/run-process.ts';

const names = ['MYSQL_URL', 'NATS_URL', 'NATS_USERS', 'TOKEN_KEY', 'METRICS_PORT'] as const;

process.exit(
  await runProcess('dbmgr', ({ log }) => startDbmgr(readSettings(names, process.env), log)),
);
