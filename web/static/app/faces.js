import { hueOf, initialsOf, makeAvatar } from '../parts/avatar.js';
import { make } from '../parts/elements.js';

/**
 * @typedef {{ kind: string, team: string, person: string, title: string, icon: string | null }}
 * Faced
 */

/**
 * The picture of a team, or its initials on a square; a person's is round.
 * @param {Faced} faced @param {string} [size]
 */
export function makeFace({ kind, team, person, title, icon }, size = '') {
  if (kind !== 'team') return makeAvatar({ id: person, name: title }, size);
  return makeTeamFace({ id: team, name: title, icon }, size);
}

/** @param {{ id: string, name: string, icon: string | null }} team @param {string} [size] */
export function makeTeamFace({ id, name, icon }, size = '') {
  const box = make(
    'span',
    { class: `avatar avatar-team hue-${hueOf(id)} ${size}`.trim(), 'aria-hidden': 'true' },
    initialsOf(name),
  );
  if (!icon?.startsWith('https://')) return box;
  const picture = make('img', {
    src: icon,
    alt: '',
    loading: 'lazy',
    decoding: 'async',
    referrerpolicy: 'no-referrer',
    // What cannot be fetched leaves the initials.
    onerror: () => picture.remove(),
  });
  box.append(picture);
  return box;
}
