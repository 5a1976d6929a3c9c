import { dbmgrSettings, startDbmgr } from '../dbmgr/start-dbmgr.ts';
import { readSettings } from '../internal/config/read-settings.ts';
import { runProcess } from '../internal/process/run-process.ts';

process.exit(
  await runProcess('dbmgr', ({ log }) => startDbmgr(readSettings(dbmgrSettings, process.env), log)),
);
