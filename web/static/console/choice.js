import { createKeptValue } from '../client/kept-value.js';

/** A yes or no that all tabs of this browser share; yes until told otherwise. @param {string} key @param {() => void} onChange */
export function createChoice(key, onChange) {
  const kept = createKeptValue(key);
  kept.onElsewhere(onChange);
  return {
    get on() {
      return kept.read() !== false;
    },
    toggle() {
      kept.write(kept.read() === false);
      onChange();
    },
  };
}
