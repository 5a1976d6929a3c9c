import { startMatBot } from '../mat-bot/start-mat-bot.ts';
import { automationSettings } from '../internal/bus/start-automation.ts';
import { readSettings } from '../internal/config/read-settings.ts';
import { runProcess } from '../internal/process/run-process.ts';

const exitCode = await runProcess('mat-bot', ({ log }) =>
  startMatBot(readSettings(automationSettings, process.env), log),
);
process.exit(exitCode);
