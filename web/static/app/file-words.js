/** @typedef {import('../client/frames.d.ts').MessageFrame['type']} MessageType */

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
const maxNameLength = 255;
/** What no name of a file may hold: controls, separators, what turns text round. */
const unfit = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]+/gu;
const mediaType = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/u;
/** Pictures that the server draws; of others it knows only that they are files. */
const drawn = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']);

/** What a message is called that carries something else than a text. */
/** @type {Readonly<Record<MessageType, string>>} */
export const namesOfTypes = {
  text: 'a text',
  image: 'a picture',
  audio: 'a sound',
  video: 'a film',
  file: 'a file',
};

/** `1.4 MB`; powers of 1024, as the limits are said. @param {number} bytes */
export function presentSize(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${Number(value.toFixed(digits)).toLocaleString()} ${units[unit]}`;
}

/** A name that the server takes, as near to the given one as may be. @param {string} name */
export function fitName(name) {
  const clean = [...name.toWellFormed().replace(unfit, '_').trim()];
  if (clean.length === 0) return 'file';
  if (clean.length <= maxNameLength) return clean.join('');
  const ending = /\.[^.]{1,12}$/u.exec(name)?.[0] ?? '';
  const room = maxNameLength - [...ending].length;
  return clean.slice(0, room).join('').trim() + ending;
}

/** Without parameters; what says nothing usable is just bytes. @param {string} type */
export function fitMediaType(type) {
  const [plain = ''] = type.toLowerCase().split(';');
  const found = plain.trim();
  return mediaType.test(found) ? found : 'application/octet-stream';
}

/**
 * As what a file of this type is sent, as far as a page can know: the server looks inside.
 * @param {string} type @returns {Exclude<MessageType, 'text'>}
 */
export function messageTypeOf(type) {
  if (drawn.has(type)) return 'image';
  const [kind] = type.split('/');
  return kind === 'audio' || kind === 'video' ? kind : 'file';
}

/** `PDF`, for the corner of a card. @param {string} name */
export function endingOf(name) {
  return /\.([\p{L}\p{N}]{1,5})$/u.exec(name)?.[1]?.toUpperCase() ?? '';
}
