import { make, makeIcon } from '../parts/elements.js';

/** Nobody in particular yet, but a human being. */
export function makePersonFace() {
  return make(
    'span',
    { class: 'avatar avatar-person', 'aria-hidden': 'true' },
    makeIcon('headset'),
  );
}
