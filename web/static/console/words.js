import { isInQueue } from '../client/queue-states.js';
import { isolate } from '../parts/isolate.js';
import { clockTime } from '../parts/times.js';

/** @typedef {import('../client/frames.d.ts').Entry} Entry */
/** @typedef {import('../client/frames.d.ts').ConversationFrame} ConversationFrame */

/**
 * A change of a conversation, as an agent reads it; null says nothing.
 * @param {Exclude<Entry, { op: 'message' }>} entry
 * @returns {{ text: string, tone: 'quiet' | 'waiting' } | null}
 */
export function describeForAgent(entry) {
  if (entry.op === 'notice') return { text: entry.text, tone: 'quiet' };
  if (entry.op !== 'conversation') return null;
  const text = describeStep(entry);
  return text ? { text, tone: entry.state === 'waiting' ? 'waiting' : 'quiet' } : null;
}

/** @param {ConversationFrame} frame @returns {string | null} */
export function describeStep({ reason, owner, visitor }) {
  const who = isolate(owner?.name ?? 'Somebody');
  switch (reason) {
    case 'handoff':
      return `${isolate(visitor.name)} asked for a person`;
    case 'taken':
      return `${who} took the conversation`;
    case 'returned':
      return 'Back on the waiting list: the agent left';
    case 'unanswered':
      return 'The automation did not answer';
    case 'closed':
      return 'The conversation was closed';
    case 'transferred':
      return owner ? `Handed over to ${who}` : 'Handed over';
    case 'held':
      return 'Put on hold';
    case 'resumed':
      return `${who} went on with it`;
    case 'taken_over':
      return `${who} took it over`;
    case 'accepted':
    case 'invited':
      return `${who} has the conversation`;
    case 'left_message':
      return `${isolate(visitor.name)} left a message`;
    case 'gone':
      return `Closed: ${isolate(visitor.name)} did not come back to it`;
    case 'banned':
      return `${isolate(visitor.name)} was banned`;
    default:
      return null;
  }
}

/** @param {import('../client/frames.d.ts').Connection} connection @param {number} [nowMs] */
export function describeConnection({ phase, retryAtMs = 0 }, nowMs = Date.now()) {
  if (phase === 'open') return 'Connected';
  if (phase === 'stopped') return 'Not connected';
  if (phase === 'connecting') return 'Connecting…';
  const seconds = Math.max(1, Math.ceil((retryAtMs - nowMs) / 1000));
  return `Lost. Next try in ${seconds} s`;
}

/** @param {import('../client/frames.d.ts').Conversation} conversation @param {boolean} isMine */
export function describeState({ state, owner, waiting_since }, isMine) {
  if (isInQueue(state)) {
    return waiting_since ? `Waiting since ${clockTime(waiting_since)}` : 'Waiting';
  }
  if (state === 'closed') return 'Closed';
  if (state === 'on_hold') return 'On hold';
  return isMine ? 'With you' : `With ${isolate(owner?.name ?? 'nobody')}`;
}

/** States in a word or two. */
export const states = {
  bot: 'With a bot',
  waiting: 'Waiting',
  offered: 'Waiting',
  open: 'Open',
  on_hold: 'On hold',
  closed: 'Closed',
};

export const words = {
  supervisor: 'Choose a conversation to read along.',
  noneSelected: 'Choose a conversation, or take one that waits.',
  noneOpen: 'Choose a conversation to go on with.',
  nothingToDo: 'Nobody waits. Enjoy the quiet.',
  offline: 'You are offline: nobody is offered to you.',
  /** @param {string} name */
  preview: (name) =>
    `${isolate(name)} waits. Take the conversation to read all of it and to answer.`,
  closed: 'This conversation is closed. It stays here to read until you leave it.',
  /** @param {string} reason */
  lost: (reason) => `${reason} What you write is kept and sent as soon as it works again.`,
  notNow: 'Nothing was changed: there is no connection just now. Try again in a moment.',
  noAnswer:
    'The connection was lost before the answer came. Look whether it was done, else try again.',
  /** @param {string} reason */
  stopped: (reason) => `${reason} What you wrote is kept in this tab. Sign in again to go on.`,
};
