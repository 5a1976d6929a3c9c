import { startChatBot } from '../chat-bot/start-chat-bot.ts';
import { automationSettings } from '../internal/bus/start-automation.ts';
import { readSettings } from '../internal/config/read-settings.ts';
import { runProcess } from '../internal/process/run-process.ts';

const exitCode = await runProcess('chat-bot', ({ log }) =>
  startChatBot(readSettings(automationSettings, process.env), log),
);
process.exit(exitCode);
