/** What the chat says. One place, so that it speaks with one voice. */

import { knows, say } from '../parts/say.js';
import { momentOf } from './opening-times.js';
import { describeChange, describeNotice } from './changes.js';

/** @typedef {import('../client/frames.d.ts').Entry} Entry */
/** @typedef {import('../client/frames.d.ts').ErrorFrame} ErrorFrame */

/**
 * A change of the conversation, as its visitor reads it; null says nothing.
 * @param {Exclude<Entry, { op: 'message' }>} entry
 */
export function describeForVisitor(entry) {
  if (entry.op === 'notice') return describeNotice(entry, say);
  return entry.op === 'conversation' ? describeChange(entry, say) : null;
}

/**
 * What a server's refusal says to somebody who may not read English.
 * @param {Pick<ErrorFrame, 'code' | 'message'>} error
 */
export function reasonOf({ code, message }) {
  if (knows(message)) return say(message);
  return code === 'rate_limited'
    ? say('Too much at once. Wait a moment and try again.')
    : say('The server refused that. Nothing was changed; try again, or load the page again.');
}

/** Why there is no connection. @param {string} reason */
function sayReason(reason) {
  return say(knows(reason) ? reason : 'The connection was lost.');
}

export const words = {
  offline: () => say('You are offline. What you write is kept and sent when you are back.'),
  /** @param {string} reason */
  reconnecting: (reason) =>
    say('{reason} What you write is kept and sent as soon as it works again.', {
      reason: sayReason(reason),
    }),
  notNow: () => say('Nothing was changed: there is no connection just now. Try again in a moment.'),
  /** @param {string} reason */
  stopped: (reason) =>
    say('{reason} What you wrote is kept on this page.', { reason: sayReason(reason) }),
  nobody: () =>
    say(
      'Nobody is here at the moment. Your conversation is kept and stays in line; ' +
        'come back to this page to read the answer.',
    ),
  /** @param {import('../client/frames.d.ts').Place | null} place */
  waiting(place) {
    if (!place) return say('A person will answer here. You can go on writing.');
    const { position, range } = place;
    const values = { place: position };
    if (!range) return say('You are number {place}. We cannot say how long it takes.', values);
    const [low, high] = range.map((seconds) => Math.max(1, Math.round(seconds / 60)));
    if (low === high) {
      return say('You are number {place}; usually about {count} minutes.', {
        ...values,
        count: high ?? 1,
      });
    }
    return say('You are number {place}; usually {low} to {high} minutes.', {
      ...values,
      low: low ?? 1,
      high: high ?? 1,
    });
  },
  /** @param {string} ts */
  closed: (ts) =>
    say('We are closed and open again on {when}. Your conversation is kept and stays in line.', {
      when: momentOf(ts),
    }),
  left: () => say('Your message is with us. You need not wait; the answer comes here.'),
  /** @param {string} name */
  onHold: (name) =>
    say('{name} set this aside for a while. Write at any time, and it goes on.', { name }),
};
