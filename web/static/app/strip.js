import { make, makeIcon } from '../parts/elements.js';
import { words } from './words.js';

/** @typedef {import('../client/frames.d.ts').Connection} Connection */
/** @typedef {import('./places.js').Place} Place */
/** @typedef {{ kind: 'waiting' | 'offline' | 'stopped', text: string }} Line */

/**
 * What must be said about the channel on screen before anything else; null: nothing.
 * @param {Connection} connection @param {Place} here @param {boolean | null} isDeskOpen
 * @returns {Line | null}
 */
function chooseLine({ phase, reason = '' }, here, isDeskOpen) {
  if (phase === 'stopped') return { kind: 'stopped', text: words.stopped(reason) };
  if (phase === 'waiting') return { kind: 'offline', text: words.lost(reason) };
  if (here.kind === 'desk') return chooseDeskLine(here, isDeskOpen);
  if (here.kind === 'help') return chooseHelpLine(here);
  if (here.isApart) return { kind: 'offline', text: words.mute };
  if (!here.room.joined) return { kind: 'offline', text: words.gone };
  return here.isActive ? null : { kind: 'offline', text: words.off };
}

/** @param {Place} here @returns {Line | null} */
function chooseHelpLine({ room, isActive }) {
  if (!isActive) return { kind: 'offline', text: words.helpClosed };
  return room.joined ? null : { kind: 'offline', text: words.helpOver };
}

/** @param {Place} here @param {boolean | null} isDeskOpen @returns {Line | null} */
function chooseDeskLine({ room, isActive }, isDeskOpen) {
  if (!isActive || !room.joined) return { kind: 'offline', text: words.closed };
  const state = room.conversation?.state;
  if (state !== 'waiting' && state !== 'offered') return null;
  return { kind: 'waiting', text: isDeskOpen === false ? words.deskNobody : words.deskWaiting };
}

/**
 * @param {HTMLElement} strip
 * @param {{ connection: Connection, agentsOnline: boolean | null }} state @param {Place} here
 */
export function showStrip(strip, { connection, agentsOnline }, here) {
  const line = chooseLine(connection, here, agentsOnline);
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
