import { make } from './elements.js';

const shownMs = 6000;

/**
 * Says something for a moment. Never the only carrier of news.
 * @param {string} text
 * @param {{ label: string, act: () => void }} [action]
 */
export function showToast(text, action) {
  const region = document.querySelector('.toasts') ?? addRegion();
  const toast = make('div', { class: 'toast' }, make('span', {}, text));
  const remove = () => toast.remove();
  if (action) {
    toast.append(
      make(
        'button',
        {
          class: 'button button-quiet button-small',
          type: 'button',
          onclick: () => {
            remove();
            action.act();
          },
        },
        action.label,
      ),
    );
  }
  region.append(toast);
  while (region.childElementCount > 3) region.firstElementChild?.remove();
  setTimeout(remove, shownMs);
}

function addRegion() {
  const region = make('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
  document.body.append(region);
  return region;
}
