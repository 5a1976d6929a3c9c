import { pageLanguage, say } from './say.js';

/**
 * A moment by the reader's own clock and calendar.
 * @param {string | number} ts @param {Intl.DateTimeFormatOptions} parts @param {string} [locale]
 */
export function sayTime(ts, parts, locale = pageLanguage()) {
  return new Date(ts).toLocaleString(locale, parts);
}

/** `14:05`, as the reader's country writes it. @param {string} ts */
export function clockTime(ts) {
  return sayTime(ts, { hour: 'numeric', minute: '2-digit' });
}

/** @param {string} ts */
export function fullTime(ts) {
  return sayTime(ts, { dateStyle: 'full', timeStyle: 'short' });
}

/** A name of the reader's own calendar day. @param {string | number} ts */
export function dayOf(ts) {
  return new Date(ts).toDateString();
}

/**
 * `Today`, `Yesterday`, `Monday, 16 November`.
 * @param {string} ts @param {number} [nowMs] @param {string} [locale]
 */
export function dayName(ts, nowMs = Date.now(), locale) {
  const now = new Date(nowMs);
  const year = now.getFullYear();
  if (dayOf(ts) === dayOf(nowMs)) return say('Today');
  if (dayOf(ts) === dayOf(now.setDate(now.getDate() - 1))) return say('Yesterday');
  const isThisYear = new Date(ts).getFullYear() === year;
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { weekday: 'long', day: 'numeric', month: 'long' };
  return sayTime(ts, isThisYear ? parts : { ...parts, year: 'numeric' }, locale);
}

/** A running timer: `0:42`, `12:05`, `1:02:05`. @param {number} ms */
export function timer(ms) {
  const seconds = Math.max(0, ms / 1000);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((number) => String(Math.floor(number)).padStart(2, '0'))
    .join(':')
    .replace(/^(00:)?0?/, '');
}

/** The same in words, for people who listen: `2 minutes`. @param {number} ms */
export function timerWords(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  return hours === 1 ? 'over an hour' : `over ${hours} hours`;
}
