import { make } from './elements.js';

/** @typedef {{ id: string, name: string, role?: string }} Face */

/** Up to two first letters of a name. @param {string} name */
export function initialsOf(name) {
  const [, first = '', last = ''] = /^\s*(\S)(?:.*\s(\S))?/su.exec(name) ?? [];
  return (first + last).toUpperCase();
}

/**
 * One of ten hues, always the same for the same key; `layout/avatar.eta` counts alike.
 * @param {string} key
 */
export function hueOf(key) {
  let sum = 0;
  for (const letter of key) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % 10;
}

/** Initials on a colour; a bot's is square. @param {Face} face @param {string} [size] */
export function makeAvatar({ id, name, role }, size = '') {
  // A bot is known by its name before it is known by its id.
  const bot = role === 'automation';
  const shape = bot ? ' avatar-bot' : '';
  return make(
    'span',
    { class: `avatar hue-${hueOf(bot ? name : id)}${shape} ${size}`.trim(), 'aria-hidden': 'true' },
    initialsOf(name),
  );
}
