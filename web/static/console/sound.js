import { make, makeIcon, need } from '../parts/elements.js';
import { createChoice } from './choice.js';
import { Tone } from './tone.js';

/**
 * The tone with its switch, and the word when the browser keeps it silent.
 * @param {() => void} onChange @param {() => boolean} [isQuiet] nobody wants to hear it now
 */
export function createSound(onChange, isQuiet = () => false) {
  const notice = need('sound-blocked', HTMLElement);
  const choice = createChoice('natter.sound', onChange);
  const drawButton = createSoundButton(choice.toggle);
  let isBlocked = false;
  /** Whether it is blocked is not known at once; a gesture meanwhile is not to be lost. */
  let isAllowed = false;
  const tone = new Tone({
    onBlocked: (now) => {
      isBlocked = now;
      isAllowed = !now;
      onChange();
    },
  });
  const unlock = () => void tone.unlock();
  need('allow-sound', HTMLElement).addEventListener('click', unlock);
  for (const gesture of ['pointerdown', 'keydown']) {
    addEventListener(gesture, () => isAllowed || unlock());
  }
  unlock();

  return {
    toggle: choice.toggle,

    /** @param {import('./tone.js').Tune} tune */
    play: (tune) => {
      if (choice.on && !isQuiet()) tone.play(tune);
    },

    /** @param {boolean} isNeeded there is something that it might tell of */
    show: (isNeeded) => {
      notice.hidden = !(isBlocked && choice.on && isNeeded);
      drawButton(choice.on);
    },
  };
}

/** @param {() => void} onPress */
function createSoundButton(onPress) {
  const button = need('sound', HTMLButtonElement);
  let drawn = '';
  button.addEventListener('click', onPress);
  return (/** @type {boolean} */ on) => {
    if (drawn === String(on)) return;
    drawn = String(on);
    button.setAttribute('aria-pressed', drawn);
    button.title = on ? 'Sound is on (m)' : 'Sound is off (m)';
    button.replaceChildren(
      makeIcon(on ? 'bell' : 'bell-off'),
      make('span', { class: 'visually-hidden' }, 'Sound'),
    );
  };
}
