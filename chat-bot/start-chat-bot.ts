import {
  type automationSettings,
  startAutomation,
  type StartedAutomation,
} from '../internal/bus/start-automation.ts';
import type { Settings } from '../internal/config/settings.ts';
import { maxTextLength } from '../internal/contract/entries.ts';
import type { Log } from '../internal/log/log.ts';
import { cutText } from '../internal/words/cut-text.ts';
import { reverseWords } from './reverse-words.ts';

type ChatBotSettings = Settings<(typeof automationSettings)[number]>;

/** The word reverser. */
export async function startChatBot(
  settings: ChatBotSettings,
  log: Log,
): Promise<StartedAutomation> {
  return startAutomation(settings, log, {
    name: 'chat-bot',
    version: '1.0.0',
    description: 'Answers with the words of a message in reverse order.',
    answer: ({ message }) => ({
      messages: cutText(reverseWords(message.data), maxTextLength).map((data) => ({
        type: 'text',
        data,
      })),
    }),
    plain: reverseWords,
  });
}
