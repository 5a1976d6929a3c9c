/** What a backslash takes the meaning from; before anything else it is a backslash. */
export const escapable = '*_`[]>-+';

/**
 * Finds in one pass where a code span, a bracket or a parenthesis that opens at an index is
 * closed. Brackets inside code are none; parentheses hold no space, since they hold addresses.
 * @param {string} text
 * @returns {Map<number, number>} from the index of what opens to the index of what closes
 */
export function matchMarks(text) {
  /** @type {Map<number, number>} */
  const pairs = new Map();
  const code = matchTicks(text);
  /** @type {number[]} */
  const brackets = [];
  /** @type {number[]} */
  let parentheses = [];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    const closing = code.get(at);
    if (closing !== undefined) {
      pairs.set(at, closing);
      at = closing + tickRun(text, closing) - 1;
      parentheses = [];
    } else if (letter === '`') at += tickRun(text, at) - 1;
    else if (letter === '\\' && escapable.includes(text[at + 1] ?? ' ')) at += 1;
    else if (letter === '[') brackets.push(at);
    else if (letter === '(') parentheses.push(at);
    else if (letter === ']' || letter === ')') {
      const opening = (letter === ']' ? brackets : parentheses).pop();
      if (opening !== undefined) pairs.set(opening, at);
    } else if (letter === ' ' || letter === '\n' || letter === '\t') parentheses = [];
  }
  return pairs;
}

/** Each run of backticks goes with the next one of its length. @param {string} text */
function matchTicks(text) {
  /** @type {Map<number, number>} */
  const pairs = new Map();
  /** @type {Map<number, number>} */
  const next = new Map();
  for (const run of [...text.matchAll(/`+/g)].toReversed()) {
    const closing = next.get(run[0].length);
    if (closing !== undefined) pairs.set(run.index, closing);
    next.set(run[0].length, run.index);
  }
  return pairs;
}

/** How many backticks stand at an index. @param {string} text @param {number} at */
export function tickRun(text, at) {
  let end = at;
  while (text[end] === '`') end += 1;
  return end - at;
}
