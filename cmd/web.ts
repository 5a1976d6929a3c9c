import { readSettings } from '../internal/config/read-settings.ts';
import { runProcess } from '../internal/process/run-process.ts';
import { startWeb, webSettings } from '../web/start-web.ts';

process.exit(
  await runProcess('web', ({ log }) => startWeb(readSettings(webSettings, process.env), log)),
);
