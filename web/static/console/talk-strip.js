import { make, makeIcon } from '../parts/elements.js';
import { words } from './words.js';

/** @typedef {import('../client/frames.d.ts').Connection} Connection */
/** @typedef {import('../client/frames.d.ts').Waiting} Waiting */
/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {{ kind: 'waiting' | 'offline' | 'stopped', text: string }} Line */

/**
 * What must be said about the conversation on screen before anything else; null: nothing.
 * @param {Connection} connection @param {Room | undefined} room @param {Waiting | undefined}
 * waiting
 * @returns {Line | null}
 */
function chooseLine({ phase, reason = '' }, room, waiting) {
  if (phase === 'stopped') return { kind: 'stopped', text: words.stopped(reason) };
  if (phase === 'waiting') return { kind: 'offline', text: words.lost(reason) };
  if (waiting) return { kind: 'waiting', text: words.preview(waiting.visitor.name) };
  const isOver = room?.conversation?.state === 'closed' || room?.joined === false;
  return isOver ? { kind: 'offline', text: words.closed } : null;
}

/**
 * @param {HTMLElement} strip @param {Connection} connection
 * @param {Room | undefined} room @param {Waiting | undefined} waiting
 */
export function showTalkStrip(strip, connection, room, waiting) {
  const line = chooseLine(connection, room, waiting);
  strip.hidden = line === null;
  if (line === null || strip.dataset.text === line.text) return;
  strip.dataset.text = line.text;
  strip.className = `strip strip-${line.kind}`;
  strip.replaceChildren(
    makeIcon(line.kind === 'waiting' ? 'clock' : line.kind === 'stopped' ? 'offline' : 'info'),
    make('p', { class: 'strip-text' }, line.text),
  );
}
