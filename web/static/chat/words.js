/** What the chat says. One place, so that it speaks with one voice. */

import { isolate } from '../parts/isolate.js';

/** @typedef {import('../client/frames.d.ts').Entry} Entry */

/**
 * A change of the conversation, as its visitor reads it; null says nothing.
 * @param {Exclude<Entry, { op: 'message' }>} entry
 * @returns {{ text: string, tone: 'quiet' | 'waiting' } | null}
 */
export function describeForVisitor(entry) {
  if (entry.op === 'notice') return { text: entry.text, tone: 'waiting' };
  if (entry.op !== 'conversation') return null;
  const who = isolate(entry.owner?.name ?? 'Somebody');
  switch (entry.reason) {
    case 'handoff':
      return { text: 'You asked for a person. They will see everything above.', tone: 'waiting' };
    case 'taken':
      return { text: `${who} is here and answers from now on.`, tone: 'quiet' };
    case 'returned':
      return {
        text: 'The person who answered had to leave. You are next in line.',
        tone: 'waiting',
      };
    case 'unanswered':
      return {
        text: 'The automation did not answer. We have asked a person to take over.',
        tone: 'waiting',
      };
    case 'closed':
      return { text: 'The conversation was closed.', tone: 'quiet' };
    default:
      return null;
  }
}

/** @param {string} name an automation's title, or `person` @param {'bot' | 'person'} kind */
export function placeholderFor(name, kind) {
  return kind === 'person' ? 'Write to a person' : `Write to ${isolate(name)}`;
}

export const words = {
  offline: 'You are offline. What you write is kept and sent when you are back.',
  /** @param {string} reason */
  reconnecting: (reason) => `${reason} What you write is kept and sent as soon as it works again.`,
  notNow: 'Nothing was changed: there is no connection just now. Try again in a moment.',
  /** @param {string} reason */
  stopped: (reason) => `${reason} What you wrote is kept on this page.`,
  nobody:
    'Nobody is here at the moment. Your conversation is kept and stays in line; ' +
    'come back to this page to read the answer.',
  waiting: 'A person will answer here. You can go on writing.',
  choicesFailed:
    'The list of automations could not be loaded. ' +
    'You can write to a person, or load the page again.',
};
