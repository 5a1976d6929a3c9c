import { make, makeIcon, setText } from '../parts/elements.js';
import { timer } from '../parts/times.js';
import { words } from './words.js';

/** @typedef {import('../client/client-state.js').ClientState} ClientState */
/** @typedef {import('../client/frames.d.ts').Conversation} Conversation */

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
  setText(retry, 'Try now');
  let brokenSinceMs = 0;

  /**
   * @param {'waiting' | 'offline' | 'stopped'} kind @param {string} words
   * @param {Node[]} extras
   */
  function show(kind, words, extras) {
    if (element.dataset.kind !== kind) {
      element.dataset.kind = kind;
      element.className = `strip strip-${kind}`;
      element.replaceChildren(makeIcon(kind === 'waiting' ? 'clock' : 'offline'), text, ...extras);
    }
    setText(text, words);
    element.hidden = false;
  }

  return {
    /**
     * @param {ClientState} state @param {Conversation | null | undefined} conversation
     * @param {number} [nowMs]
     */
    show(state, conversation, nowMs = Date.now()) {
      const { phase, reason = '' } = state.connection;
      const broken = phase === 'waiting' || phase === 'stopped' || !navigator.onLine;
      if (!broken) brokenSinceMs = phase === 'open' ? 0 : brokenSinceMs;
      else if (brokenSinceMs === 0) brokenSinceMs = nowMs;
      const known = brokenSinceMs > 0 && nowMs - brokenSinceMs >= patienceMs;

      if (phase === 'stopped') show('stopped', words.stopped(reason), []);
      else if (known)
        show('offline', navigator.onLine ? words.reconnecting(reason) : words.offline, [retry]);
      else if (conversation?.state === 'waiting') {
        show('waiting', state.agentsOnline === false ? words.nobody : words.waiting, [clock]);
        const since = conversation.waiting_since;
        setText(clock, since ? timer(nowMs - Date.parse(since)) : '');
      } else element.hidden = true;
    },
  };
}
