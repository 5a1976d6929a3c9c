/** @typedef {{ hz: number, atS: number, lengthS: number }} Note */

/** @type {Record<'waiting' | 'line', Note[]>} */
const tunes = {
  waiting: [
    { hz: 659, atS: 0, lengthS: 0.22 },
    { hz: 880, atS: 0.14, lengthS: 0.34 },
  ],
  line: [{ hz: 784, atS: 0, lengthS: 0.2 }],
};

const loudness = 0.14;
/** Two tabs of one agent make one sound: who takes the lock for this long plays. */
const claimMs = 1500;

/**
 * Short tones, made on the spot. A browser lets a page sound only after somebody touched it.
 * @param {{ onBlocked: (blocked: boolean) => void }} options
 */
export function createTone({ onBlocked }) {
  /** @type {AudioContext | null} */
  let context = null;

  function check() {
    onBlocked(context?.state !== 'running');
  }

  /** Asks for permission to sound; works when called from a click or a key. */
  async function unlock() {
    context ??= new AudioContext();
    context.onstatechange = check;
    // Without a gesture the promise stays open for ever; the state tells.
    await Promise.race([
      context.resume().catch(() => {}),
      new Promise((resolve) => setTimeout(resolve, 300)),
    ]);
    check();
  }

  /** @param {AudioContext} audio @param {Note} note */
  function sound(audio, { hz, atS, lengthS }) {
    const start = audio.currentTime + atS;
    const oscillator = new OscillatorNode(audio, { type: 'sine', frequency: hz });
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.setValueAtTime(0.0001, start);
    gain.gain.exponentialRampToValueAtTime(loudness, start + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + lengthS);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(start);
    oscillator.stop(start + lengthS + 0.05);
  }

  return {
    unlock,

    /** @param {'waiting' | 'line'} tune */
    play(tune) {
      const audio = context;
      if (audio?.state !== 'running') return;
      const once = () => {
        for (const note of tunes[tune]) sound(audio, note);
        document.documentElement.dataset.toned = String(
          Number(document.documentElement.dataset.toned ?? 0) + 1,
        );
        return new Promise((resolve) => setTimeout(resolve, claimMs));
      };
      if (!navigator.locks) return void once();
      void navigator.locks.request(
        `natter.tone.${tune}`,
        { ifAvailable: true },
        (lock) => lock && once(),
      );
    },
  };
}
