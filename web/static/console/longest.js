import { need, setText } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import { timer, timerWords } from '../parts/times.js';
import { overdueMs } from './desk.js';

/** @typedef {import('./desk.js').Desk} Desk */

/**
 * Who waits longest: the loudest thing on the console, though not for who has no seat left.
 * @param {Desk} desk
 * @param {{ isFull: () => boolean, onTake: (channelId: string | undefined) => void }} options
 */
export function createLongest(desk, { isFull, onTake }) {
  const box = need('longest', HTMLElement);
  const clock = need('longest-clock', HTMLElement);
  const who = need('longest-who', HTMLElement);
  const button = need('take-longest', HTMLButtonElement);
  button.addEventListener('click', () => onTake(desk.waiting[0]?.channel_id));

  return {
    /** @param {number} nowMs */
    show: (nowMs) => {
      const first = desk.waiting.find(({ left_message }) => !left_message);
      box.hidden = !first?.waiting_since;
      if (!first?.waiting_since) return;
      const waitsMs = nowMs - Date.parse(first.waiting_since);
      const isOverdue = waitsMs >= overdueMs;
      const name = isolate(first.visitor.name);
      const full = isFull();
      box.classList.toggle('longest-overdue', isOverdue);
      setText(clock, timer(waitsMs));
      setText(who, `${name} waits longest${isOverdue ? ', overdue' : ''}`);
      button.setAttribute('aria-label', `Take ${name}, who waits ${timerWords(waitsMs)}`);
      button.classList.toggle('button-primary', !full);
      button.classList.toggle('button-quiet', full);
      button.title = full ? 'All your seats are taken' : '';
      button.setAttribute('aria-busy', String(desk.taking === first.channel_id));
    },
  };
}
