import { make, makeIcon } from '../parts/elements.js';
import { words } from './words.js';

/** @typedef {import('../client/frames.d.ts').Connection} Connection */
/** @typedef {import('./places.js').Place} Place */
/** @typedef {{ kind: 'waiting' | 'offline' | 'stopped', text: string }} Line */

/**
 * What must be said about the channel on screen before anything else; null: nothing.
 * @param {Connection} connection @param {Place} here @returns {Line | null}
 */
function chooseLine({ phase, reason = '' }, here) {
  if (phase === 'stopped') return { kind: 'stopped', text: words.stopped(reason) };
  if (phase === 'waiting') return { kind: 'offline', text: words.lost(reason) };
  if (!here.room.joined) return { kind: 'offline', text: words.gone };
  if (!here.isActive) return { kind: 'offline', text: words.off };
  return null;
}

/** @param {HTMLElement} strip @param {Connection} connection @param {Place} here */
export function showStrip(strip, connection, here) {
  const line = chooseLine(connection, here);
  strip.hidden = line === null;
  if (line === null || strip.dataset.text === line.text) return;
  strip.dataset.text = line.text;
  strip.className = `strip strip-${line.kind}`;
  strip.replaceChildren(
    makeIcon(line.kind === 'stopped' ? 'offline' : 'info'),
    make('p', { class: 'strip-text' }, line.text),
    ...(line.kind === 'stopped' ? [signIn()] : []),
  );
}

/** Comes back to where one is. */
function signIn() {
  const href = `/login?next=${encodeURIComponent(location.pathname)}`;
  return make('a', { class: 'button button-quiet button-small', href }, 'Sign in');
}
