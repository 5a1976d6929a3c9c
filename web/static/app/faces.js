import { hueOf, initialsOf, makeAvatar } from '../parts/avatar.js';
import { make } from '../parts/elements.js';

/** @typedef {import('./icons.js').Icons} Icons */
/**
 * @typedef {{
 *   kind: string, team: string, person: string, visitor: string, title: string,
 *   icon: string | null,
 * }} Faced
 */

/**
 * The picture of a team, or its initials on a square; a person's is round.
 * @param {Icons} icons @param {Faced} faced @param {string} [size]
 */
export function makeFace(icons, { kind, team, person, visitor, title, icon }, size = '') {
  if (kind !== 'team') return makeAvatar({ id: person || visitor, name: title }, size);
  return makeTeamFace(icons, { id: team, name: title, icon }, size);
}

/**
 * @param {Icons} icons @param {{ id: string, name: string, icon: string | null }} team
 * @param {string} size
 */
function makeTeamFace(icons, { id, name, icon }, size) {
  const box = make(
    'span',
    { class: `avatar avatar-team hue-${hueOf(id)} ${size}`.trim(), 'aria-hidden': 'true' },
    initialsOf(name),
  );
  if (!icon) return box;
  const picture = make('img', {
    alt: '',
    decoding: 'async',
    referrerpolicy: 'no-referrer',
    // What cannot be had leaves the initials.
    onerror: () => picture.remove(),
  });
  icons.addressOf(icon).then(
    (address) => {
      picture.src = address;
      box.append(picture);
    },
    () => picture.remove(),
  );
  return box;
}
