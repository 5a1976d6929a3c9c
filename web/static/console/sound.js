import { make, makeIcon, need } from '../parts/elements.js';
import { createChoice } from './choice.js';
import { createTone } from './tone.js';

/** The tone with its switch, and the word when the browser keeps it silent. @param {() => void} onChange */
export function createSound(onChange) {
  const button = need('sound', HTMLButtonElement);
  const notice = need('sound-blocked', HTMLElement);
  const choice = createChoice('natter.sound', onChange);
  let blocked = false;
  let drawn = '';
  const tone = createTone({
    onBlocked(now) {
      blocked = now;
      onChange();
    },
  });
  need('allow-sound', HTMLElement).addEventListener('click', () => void tone.unlock());
  for (const gesture of ['pointerdown', 'keydown']) {
    addEventListener(gesture, () => blocked && void tone.unlock());
  }
  button.addEventListener('click', choice.toggle);
  void tone.unlock();

  return {
    toggle: choice.toggle,

    /** @param {'waiting' | 'line'} tune */
    play(tune) {
      if (choice.on) tone.play(tune);
    },

    /** @param {boolean} online */
    show(online) {
      notice.hidden = !(blocked && choice.on && online);
      const key = String(choice.on);
      if (key === drawn) return;
      drawn = key;
      button.setAttribute('aria-pressed', key);
      button.title = choice.on ? 'Sound is on (m)' : 'Sound is off (m)';
      button.replaceChildren(
        makeIcon(choice.on ? 'bell' : 'bell-off'),
        make('span', { class: 'visually-hidden' }, 'Sound'),
      );
    },
  };
}
