import { pageLanguage, say } from './say.js';

/** @param {string} ts @param {string} [locale] `14:05`, as the reader's country writes it */
export function clockTime(ts, locale = pageLanguage()) {
  return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(
    new Date(ts),
  );
}

/** @param {string} ts @param {string} [locale] */
export function fullTime(ts, locale = pageLanguage()) {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(
    new Date(ts),
  );
}

/** The reader's own calendar day, e.g. `2026-11-21`. @param {string | number} ts */
export function dayOf(ts) {
  const date = new Date(ts);
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/**
 * `Today`, `Yesterday`, `Monday, 16 November`.
 * @param {string} ts @param {number} [nowMs] @param {string} [locale]
 */
export function dayName(ts, nowMs = Date.now(), locale = pageLanguage()) {
  const day = dayOf(ts);
  if (day === dayOf(nowMs)) return say('Today');
  const yesterday = new Date(nowMs);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === dayOf(yesterday.getTime())) return say('Yesterday');
  const sameYear = new Date(ts).getFullYear() === new Date(nowMs).getFullYear();
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(new Date(ts));
}

/** A running timer: `0:42`, `12:05`, `1:02:05`. @param {number} ms */
export function timer(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = `${hours ? two(minutes) : minutes}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** The same in words, for people who listen: `2 minutes`. @param {number} ms */
export function timerWords(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  return hours === 1 ? 'over an hour' : `over ${hours} hours`;
}
