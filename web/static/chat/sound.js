import { createKeptValue } from '../client/kept-value.js';

const hz = 784;
const lengthS = 0.2;
const loudness = 0.14;

/** @param {unknown} value */
const acceptSwitch = (value) => (typeof value === 'boolean' ? value : null);

/** @type {AudioContext | undefined} */
let context;

/**
 * One tone for each answer that comes while nobody looks, and its switch in the menu. The browser
 * lets it sound only after somebody touched the chat; what it tells stands in the badge as well.
 *
 * @param {HTMLElement} button
 * @returns {() => void} sounds, unless that is switched off
 */
export function createSound(button) {
  const kept = createKeptValue({ key: 'natter.sound', accept: acceptSwitch });
  const isOn = () => kept.read() !== false;
  const draw = () => (button.ariaChecked = String(isOn()));
  function sound() {
    if (!isOn() || !navigator.userActivation?.hasBeenActive) return;
    context ??= new AudioContext();
    const { currentTime, destination } = context;
    const oscillator = new OscillatorNode(context, { frequency: hz });
    const gain = new GainNode(context, { gain: loudness });
    gain.gain.setTargetAtTime(0, currentTime, lengthS / 7);
    oscillator.connect(gain).connect(destination);
    oscillator.start();
    oscillator.stop(currentTime + lengthS);
  }
  button.addEventListener('click', () => {
    kept.write(!isOn());
    draw();
    sound();
  });
  kept.onElsewhere(draw);
  draw();
  return sound;
}
