/** Rows of keyboards, forwards and backwards, that fingers walk along. */
const walks = [
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
  'abcdefghijklmnopqrstuvwxyz',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '!@#$%^&*()',
].flatMap((row) => [row, [...row].toReversed().join('')]);

const maxPeriod = 6;
const leastStep = 3;
const leastDifferent = 4;

/**
 * Whether a password (lower case) needs no list to be guessed: few different characters, one short
 * piece again and again, or walks along the alphabet or the keyboard.
 */
export function isPattern(text: string): boolean {
  return new Set(text).size <= leastDifferent || isRepeated(text) || isWalked(text);
}

function isRepeated(text: string): boolean {
  for (let period = 1; period <= Math.min(maxPeriod, text.length / 2); period++) {
    if (text === text.slice(0, period).repeat(text.length).slice(0, text.length)) return true;
  }
  return false;
}

/** Cut from the left into the longest steps of three or more that stand in a walk. */
function isWalked(text: string): boolean {
  let place = 0;
  while (place < text.length) {
    let step = 0;
    while (
      place + step < text.length &&
      walks.some((walk) => walk.includes(text.slice(place, place + step + 1)))
    ) {
      step++;
    }
    if (step < Math.min(leastStep, text.length - place)) return false;
    place += step;
  }
  return true;
}
