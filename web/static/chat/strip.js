import { isInQueue } from '../client/queue-states.js';
import { make, makeIcon, setText } from '../parts/elements.js';
import { timer } from '../parts/times.js';
import { say } from '../parts/say.js';
import { words } from './words.js';

/** @typedef {import('../client/frames.d.ts').Conversation} Conversation */
/** @typedef {import('../client/visitor-client.js').VisitorState} VisitorState */
/** @typedef {import('../client/visitor-room.js').VisitorRoom} Room */

/** A blink of the network is nobody's business. */
const patienceMs = 1500;

/**
 * One line under the head, for what matters most just now: no connection, or waiting for a person.
 *
 * @param {HTMLElement} element
 * @param {{ onRetry: () => void }} options
 */
export function createStrip(element, { onRetry }) {
  const text = make('p', { class: 'strip-text' });
  const clock = make('span', { class: 'strip-clock numbers', 'aria-hidden': 'true' });
  const retry = make('button', {
    class: 'button button-quiet button-small',
    type: 'button',
    onclick: onRetry,
  });
  setText(retry, say('Try now'));
  let brokenSinceMs = 0;

  /**
   * @param {'waiting' | 'held' | 'offline' | 'stopped'} kind @param {string} words
   * @param {Node[]} extras
   */
  function show(kind, words, extras) {
    if (element.dataset.kind !== kind) {
      element.dataset.kind = kind;
      element.className = `strip strip-${kind}`;
      element.replaceChildren(
        kind === 'waiting' || kind === 'held' ? makeIcon('clock') : makeIcon('offline'),
        text,
        ...extras,
      );
    }
    setText(text, words);
    element.hidden = false;
  }

  return {
    /**
     * @param {VisitorState} state @param {Room | undefined} room
     * @param {number} [nowMs]
     */
    show(state, room, nowMs = Date.now()) {
      const conversation = room?.conversation;
      const { phase, reason = '' } = state.connection;
      const broken = phase === 'waiting' || phase === 'stopped' || !navigator.onLine;
      if (!broken) brokenSinceMs = phase === 'open' ? 0 : brokenSinceMs;
      else if (brokenSinceMs === 0) brokenSinceMs = nowMs;
      const known = brokenSinceMs > 0 && nowMs - brokenSinceMs >= patienceMs;

      if (phase === 'stopped') show('stopped', words.stopped(reason), []);
      else if (known)
        show('offline', navigator.onLine ? words.reconnecting(reason) : words.offline(), [retry]);
      else if (conversation && isInQueue(conversation.state)) {
        show('waiting', waitingWords(state, conversation, room), [clock]);
        const since = conversation.left_message ? null : conversation.waiting_since;
        setText(clock, since ? timer(nowMs - Date.parse(since)) : '');
      } else if (conversation?.state === 'on_hold') {
        show('held', words.onHold(conversation.owner?.name ?? ''), []);
      } else element.hidden = true;
    },
  };
}

/**
 * What matters most to somebody who waits.
 * @param {VisitorState} state @param {Conversation} conversation @param {Room} [room]
 */
function waitingWords({ agentsOnline, nextOpening }, { left_message }, room) {
  if (left_message) return words.left();
  if (nextOpening) return words.closed(nextOpening);
  return agentsOnline === false ? words.nobody() : words.waiting(room?.place ?? null);
}
