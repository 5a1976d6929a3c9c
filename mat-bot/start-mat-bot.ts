import {
  type automationSettings,
  startAutomation,
  type StartedAutomation,
} from '../internal/bus/start-automation.ts';
import type { Settings } from '../internal/config/settings.ts';
import { maxTextLength } from '../internal/contract/entries.ts';
import type { Log } from '../internal/log/log.ts';
import { cutText } from '../internal/words/cut-text.ts';
import { matWords } from './mat-words.ts';

type MatBotSettings = Settings<(typeof automationSettings)[number]>;

/** Says mat for every word; a long text of short words takes several messages. */
export async function startMatBot(settings: MatBotSettings, log: Log): Promise<StartedAutomation> {
  return startAutomation(settings, log, {
    name: 'mat-bot',
    version: '1.0.0',
    description: 'Answers with mat for every word of a message.',
    answer: ({ message }) => ({
      messages: cutText(matWords(message.data), maxTextLength).map((data) => ({
        type: 'text',
        data,
      })),
    }),
    plain: matWords,
  });
}
