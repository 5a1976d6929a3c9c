import { make } from '../parts/elements.js';

const shownMs = 6000;
/** A live region must stand before something comes into it, else it is not read aloud. */
const regionMs = 100;

/** Says something for a moment. Never the only carrier of news. @param {string} text */
export function showNote(text) {
  const region =
    document.querySelector('.toasts') ?? make('div', { class: 'toasts', role: 'status' });
  document.body.append(region);
  const note = make('div', { class: 'toast' }, text);
  setTimeout(() => region.replaceChildren(note), regionMs);
  setTimeout(() => note.remove(), shownMs);
}
