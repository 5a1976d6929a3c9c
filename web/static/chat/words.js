/** What the chat says of what others say. */

import { knows, say } from '../parts/say.js';
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
