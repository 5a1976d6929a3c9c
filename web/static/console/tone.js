/** @typedef {{ hz: number, atS: number, lengthS: number }} Note */
/** @typedef {'waiting' | 'line'} Tune */

/** @type {Record<Tune, Note[]>} */
const tunes = {
  waiting: [
    { hz: 659, atS: 0, lengthS: 0.22 },
    { hz: 880, atS: 0.14, lengthS: 0.34 },
  ],
  line: [{ hz: 784, atS: 0, lengthS: 0.2 }],
};

const loudness = 0.14;
const quiet = 0.0001;
/** Two tabs of one agent make one sound: who takes the lock for this long plays. */
const claimMs = 1500;
/** Without a gesture `resume()` stays open for ever; the context's state tells. */
const resumeMs = 300;

/** Short tones, made on the spot. A browser lets a page sound only after somebody touched it. */
export class Tone {
  /** @type {AudioContext | null} */
  #context = null;
  #onBlocked;

  /** @param {{ onBlocked: (isBlocked: boolean) => void }} options */
  constructor({ onBlocked }) {
    this.#onBlocked = onBlocked;
  }

  /** Asks for permission to sound; granted when called from a click or a key. */
  async unlock() {
    const context = this.#context ?? new AudioContext();
    if (!this.#context) context.addEventListener('statechange', () => this.#check());
    this.#context = context;
    const patience = new Promise((resolve) => setTimeout(resolve, resumeMs));
    await Promise.race([context.resume().catch(() => {}), patience]);
    this.#check();
  }

  /** @param {Tune} tune */
  play(tune) {
    const context = this.#context;
    if (context?.state !== 'running') return;
    const claim = { ifAvailable: true };
    void navigator.locks?.request(`natter.tone.${tune}`, claim, async (lock) => {
      if (!lock) return;
      for (const note of tunes[tune]) sound(context, note);
      await new Promise((resolve) => setTimeout(resolve, claimMs));
    });
    if (!navigator.locks) for (const note of tunes[tune]) sound(context, note);
  }

  #check() {
    this.#onBlocked(this.#context?.state !== 'running');
  }
}

/** @param {AudioContext} context @param {Note} note */
function sound(context, { hz, atS, lengthS }) {
  const start = context.currentTime + atS;
  const oscillator = new OscillatorNode(context, { type: 'sine', frequency: hz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(quiet, start);
  gain.gain.exponentialRampToValueAtTime(loudness, start + 0.015);
  gain.gain.exponentialRampToValueAtTime(quiet, start + lengthS);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + lengthS + 0.05);
}
