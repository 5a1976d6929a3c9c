import { sayTime } from '../parts/times.js';

/** A moment as the reader's own clock and calendar have it, with the weekday. @param {string} ts */
export function momentOf(ts) {
  return sayTime(ts, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
  });
}
