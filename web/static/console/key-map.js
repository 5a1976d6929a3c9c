/**
 * What keys do at the console: this table alone says it, to the listener and to whoever reads the
 * help.
 */
export const keyActs = /** @type {const} */ ([
  { id: 'take', key: 't', label: 'Take who has waited longest' },
  { id: 'next', key: 'j', label: 'Next conversation' },
  { id: 'previous', key: 'k', label: 'Previous conversation' },
  { id: 'longest', key: 'w', label: 'Who waits longest for my answer' },
  { id: 'write', key: 'r', label: 'Write an answer' },
  { id: 'canned', key: '/', label: 'Use a canned response' },
  { id: 'note', key: 'n', label: 'Write a private note' },
  { id: 'close', key: 'x', label: 'Close the conversation' },
  { id: 'hold', key: 'h', label: 'Put on hold, resume' },
  { id: 'transfer', key: 'f', label: 'Hand over to somebody else' },
  { id: 'bring', key: 'b', label: 'Bring somebody in' },
  { id: 'visitor', key: 'i', label: 'About the visitor' },
  { id: 'search', key: 's', label: 'Search conversations' },
  { id: 'guests', key: 'g', label: 'Guests who are here' },
  { id: 'layout', key: 'l', label: 'Side by side, or one at a time' },
  { id: 'online', key: 'o', label: 'Online, offline' },
  { id: 'away', key: 'a', label: 'Away, back: visitors see it' },
  { id: 'break', key: 'p', label: 'Take a break, end it' },
  { id: 'dnd', key: 'd', label: 'Do not disturb, on and off' },
  { id: 'sound', key: 'm', label: 'Sound on, off' },
  { id: 'help', key: '?', label: 'This list' },
]);

/** @typedef {typeof keyActs[number]['id']} KeyAct */
/** @typedef {Partial<Record<KeyAct, string>>} ChosenKeys */

/** What stays as it is in every browser and on this page. */
const reserved = new Set(['Escape', 'Enter', 'Tab', ' ', 'Shift', 'Control', 'Alt', 'Meta']);
const maxChordLength = 32;

/**
 * A press as one word: `x`, `?`, `Ctrl+k`, `Alt+ArrowDown`. Shift is in the sign itself.
 * @param {{ key: string, ctrlKey: boolean, altKey: boolean, metaKey: boolean }} press
 */
export function chordOf({ key, ctrlKey, altKey, metaKey }) {
  const signs = [ctrlKey && 'Ctrl', altKey && 'Alt', metaKey && 'Meta'].filter(Boolean);
  return [...signs, key.length === 1 && signs.length > 0 ? key.toLowerCase() : key].join('+');
}

/** One sign and nothing held with it (WCAG 2.2, 2.1.4). @param {string} chord */
export const isSingle = (chord) => !/^(Ctrl|Alt|Meta)\+/u.test(chord);

/** What is pressed for each act. @param {ChosenKeys} chosen @returns {Map<KeyAct, string>} */
export function keysOf(chosen) {
  return new Map(keyActs.map(({ id, key }) => [id, chosen[id] ?? key]));
}

/** @param {ChosenKeys} chosen @param {string} chord @returns {KeyAct | undefined} */
export function actOf(chosen, chord) {
  return keyActs.find(({ id, key }) => (chosen[id] ?? key) === chord)?.id;
}

/**
 * Gives an act another key, or says in a sentence why it cannot have it.
 * @param {ChosenKeys} chosen @param {KeyAct} id @param {string} chord
 * @returns {{ chosen: ChosenKeys } | { refusal: string }}
 */
export function chooseKey(chosen, id, chord) {
  const refusal = refuseChord(chord);
  if (refusal) return { refusal };
  const taken = actOf(chosen, chord);
  if (taken === id) return { chosen };
  if (taken) {
    const { label } = /** @type {typeof keyActs[number]} */ (
      keyActs.find((act) => act.id === taken)
    );
    const what = `${nameOfKey(chord)} is “${label}” already.`;
    return { refusal: `${what} Give that another key first, or press a different one.` };
  }
  return { chosen: { ...chosen, [id]: chord } };
}

/** Why no act can have it, in a sentence. @param {string} chord @returns {string | null} */
function refuseChord(chord) {
  const bare = chord.split('+').at(-1) || '+';
  if (/^[1-9]$/u.test(chord)) return 'Digits show the conversation at their place.';
  if (reserved.has(bare)) return `${nameOfKey(chord)} keeps its own meaning.`;
  const isOfBrowser = /^(Ctrl|Meta)\+[tnwqrl]$/u.test(chord);
  return isOfBrowser ? `${nameOfKey(chord)} belongs to the browser.` : null;
}

/** As a person calls it. @param {string} chord */
export function nameOfKey(chord) {
  return chord.replace('ArrowUp', '↑').replace('ArrowDown', '↓').replaceAll('+', ' ').trim() || '+';
}

/** What a browser kept, as far as it still means something. @param {unknown} value */
export function acceptKeys(value) {
  if (typeof value !== 'object' || value === null) return null;
  /** @type {ChosenKeys} */
  const chosen = {};
  for (const { id } of keyActs) {
    const chord = /** @type {Record<string, unknown>} */ (value)[id];
    if (typeof chord !== 'string' || chord.length > maxChordLength) continue;
    if (!refuseChord(chord)) chosen[id] = chord;
  }
  return withoutDoubles(chosen);
}

/**
 * What was given last may be the usual key of an act before it that has another one now: only
 * together do they say which key means two things. @param {ChosenKeys} chosen
 * @returns {ChosenKeys}
 */
function withoutDoubles(chosen) {
  const keys = [...keysOf(chosen).values()];
  const isDouble = (/** @type {string | undefined} */ chord) =>
    chord !== undefined && keys.indexOf(chord) !== keys.lastIndexOf(chord);
  const doubled = keyActs.find(({ id }) => isDouble(chosen[id]));
  if (!doubled) return chosen;
  // Its usual key may be somebody's by now: all of them are looked at again.
  const { [doubled.id]: _, ...rest } = chosen;
  return withoutDoubles(rest);
}
