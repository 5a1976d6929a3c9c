import { make, setText } from '../parts/elements.js';
import { createKeptValue } from '../client/kept-value.js';
import { readAlarms, readPushState, takeNoNotes, takeNotes } from './devices.js';

/** @param {unknown} value */
const acceptWish = (value) => (value === 'on' || value === 'off' ? value : null);

const sentences = {
  ask: 'Visitors can reach you here while you look elsewhere.',
  blocked:
    'Your browser blocks notifications from here. Allow them in its settings for this site, ' +
    'then load the page again.',
  failed: 'Notifications could not be turned on. Sounds and counts go on; try again later.',
};

/**
 * One line that asks whether this browser may notify, until somebody has said yes or no; whoever
 * said yes is asked no more, not even after they signed in anew.
 *
 * @param {HTMLElement} place where it stands, hidden while there is nothing to ask
 */
export async function startPushNotice(place) {
  const wish = createKeptValue({ key: 'natter.push', accept: acceptWish });
  const line = make('p', {}, sentences.ask);
  const yes = makeButton('Notify me', () => void turnOn());
  const no = makeButton('Not now', () => {
    wish.write('off');
    place.hidden = true;
  });
  place.replaceChildren(line, yes, no);
  place.setAttribute('role', 'status');

  async function turnOn() {
    yes.setAttribute('aria-busy', 'true');
    try {
      const { push_key } = await readAlarms();
      if (!push_key) throw new Error('nobody carries pushes');
      await takeNotes(push_key);
      wish.write('on');
      await show();
    } catch {
      setText(line, sentences.failed);
    }
    yes.setAttribute('aria-busy', 'false');
  }

  async function show() {
    const state = await readPushState();
    if (wish.read() === 'off' && state === 'on') await takeNoNotes();
    setText(line, state === 'blocked' ? sentences.blocked : sentences.ask);
    yes.hidden = state === 'blocked';
    place.hidden = wish.read() === 'off' || state === 'on' || state === 'unsupported';
  }

  const isGranted = 'Notification' in window && Notification.permission === 'granted';
  if (wish.read() === 'on' && isGranted) await turnOn();
  else await show();
}

/** @param {string} label @param {() => void} onclick */
function makeButton(label, onclick) {
  const names = 'button button-quiet button-small';
  return make('button', { class: names, type: 'button', onclick }, label);
}
