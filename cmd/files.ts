import { filesSettings, startFiles } from '../files/start-files.ts';
import { readSettings } from '../internal/config/read-settings.ts';
import { runProcess } from '../internal/process/run-process.ts';

process.exit(
  await runProcess('files', ({ log }) => startFiles(readSettings(filesSettings, process.env), log)),
);
