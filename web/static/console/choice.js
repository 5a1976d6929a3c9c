import { createKeptValue } from '../client/kept-value.js';

/** @param {unknown} value */
const acceptChoice = (value) => (typeof value === 'boolean' ? value : null);

/**
 * A yes or no that all tabs of this browser share; yes until told otherwise.
 * @param {string} key @param {() => void} onChange
 */
export function createChoice(key, onChange) {
  const kept = createKeptValue({ key, accept: acceptChoice });
  kept.onElsewhere(onChange);
  return {
    get on() {
      return kept.read() !== false;
    },
    toggle: () => {
      kept.write(kept.read() === false);
      onChange();
    },
  };
}

/** @typedef {ReturnType<typeof createChoice>} SharedChoice */
