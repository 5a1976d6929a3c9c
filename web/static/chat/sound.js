import { createKeptValue } from '../client/kept-value.js';

const hz = 784;
const lengthS = 0.2;
const loudness = 0.14;
const quiet = 0.0001;

/** @param {unknown} value */
const acceptSwitch = (value) => (typeof value === 'boolean' ? value : null);

/**
 * One tone for each answer that comes while nobody looks, and its switch in the menu. The browser
 * lets it sound only after somebody touched the chat; what it tells stands in the badge as well.
 *
 * @param {import('../client/visitor-client.js').VisitorClient} client
 * @param {HTMLElement} button
 * @param {{ isShown: () => boolean }} options
 */
export function createSound(client, button, { isShown }) {
  const kept = createKeptValue({ key: 'natter.sound', accept: acceptSwitch });
  const isOn = () => kept.read() !== false;
  const draw = () => button.setAttribute('aria-checked', String(isOn()));
  button.addEventListener('click', () => {
    kept.write(!isOn());
    draw();
    if (isOn()) sound();
  });
  kept.onElsewhere(draw);
  draw();
  client.listen((event) => {
    if (event.type !== 'message' || !event.live || isShown() || !isOn()) return;
    if (event.message.from !== client.state.user?.id) sound();
  });
}

/** @type {AudioContext | undefined} */
let context;

function sound() {
  if (!navigator.userActivation?.hasBeenActive) return;
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  const oscillator = new OscillatorNode(context, { frequency: hz });
  const gain = new GainNode(context, { gain: quiet });
  gain.gain.exponentialRampToValueAtTime(loudness, currentTime + 0.015);
  gain.gain.exponentialRampToValueAtTime(quiet, currentTime + lengthS);
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  oscillator.stop(currentTime + lengthS);
}
