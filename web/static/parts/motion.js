const calm = '(prefers-reduced-motion: reduce)';
const ease = 'cubic-bezier(0.2, 0.7, 0.3, 1)';

/** A line that just came in. @param {HTMLElement} element */
export function arrive(element) {
  if (matchMedia(calm).matches) return;
  const frames = { opacity: [0, 1], transform: ['translateY(6px)', 'none'] };
  element.animate(frames, { duration: 180, easing: ease });
}

/** Draws the eye to something that changed. @param {HTMLElement | undefined} element */
export function blink(element) {
  if (matchMedia(calm).matches) return;
  element?.animate({ opacity: [1, 0.35, 1, 0.35, 1] }, { duration: 720, easing: 'ease-out' });
}
