import { make } from './elements.js';

/** `about`: what is said about something takes the place of what was said about it before. */
/** @typedef {{ label: string, act: () => void, about?: string }} ToastAction */

const shownMs = 6000;
const maxToasts = 3;
/** A live region must stand before something comes into it, else it is not read aloud. */
const regionMs = 100;

/**
 * Says something for a moment. Never the only carrier of news.
 * @param {string} text @param {ToastAction} [action]
 */
export function showToast(text, action) {
  const region = document.querySelector('.toasts');
  if (region) add(region, makeToast(text, action));
  else setTimeout(add, regionMs, addRegion(), makeToast(text, action));
}

/** @param {Element} region @param {HTMLElement} toast */
function add(region, toast) {
  if (toast.dataset.about) hideToast(toast.dataset.about);
  region.append(toast);
  while (region.childElementCount > maxToasts) region.firstElementChild?.remove();
  setTimeout(() => toast.remove(), shownMs);
}

/** What is said about something is over. @param {string} about */
export function hideToast(about) {
  /** @type {NodeListOf<HTMLElement>} */
  const toasts = document.querySelectorAll('.toast');
  for (const toast of toasts) if (toast.dataset.about === about) toast.remove();
}

/** @param {string} text @param {ToastAction} [action] */
function makeToast(text, action) {
  const toast = make('div', { class: 'toast', 'data-about': action?.about });
  toast.append(make('span', { class: 'toast-text' }, text));
  if (!action) return toast;
  const onclick = () => {
    toast.remove();
    action.act();
  };
  const names = 'button button-quiet button-small';
  toast.append(make('button', { class: names, type: 'button', onclick }, action.label));
  return toast;
}

function addRegion() {
  const region = make('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
  document.body.append(region);
  return region;
}
