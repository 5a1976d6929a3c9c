/** @typedef {import('./markdown.js').Node} Node */

/** Scripts that put no space between words: emphasis may begin and end beside their letters. */
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}]/u;
const wordLetter = /[\p{L}\p{N}]/u;

/**
 * What a paragraph is made of so far. Of each kind of emphasis (`*`, `**`, `_`, `__`) one is open
 * at most, so they nest four deep at most, and each node is moved four times at most.
 */
export class Line {
  /** @type {Node[]} */
  #nodes = [];
  #text = '';
  /**
   * Where what is open began: the place of its mark among the nodes.
   * @type {Map<string, number>}
   */
  #open = new Map();

  /** @param {string} text */
  addText(text) {
    this.#text += text;
  }

  /** @param {Node} node */
  add(node) {
    this.#flush();
    this.#nodes.push(node);
  }

  /**
   * A run of one mark, which closes, opens or is text; returns where it ends.
   * @param {string} text @param {number} at
   */
  addRun(text, at) {
    const mark = text[at] ?? '';
    let end = at;
    while (text[end] === mark) end += 1;
    let length = end - at;
    const before = letterBefore(text, at);
    const after = String.fromCodePoint(text.codePointAt(end) ?? 0x20);
    if (length > 3) this.addText(text.slice(at, end));
    else {
      if (before.trim() !== '' && !isInWord(after)) length = this.#close(mark, length);
      if (length > 0 && after.trim() !== '' && !isInWord(before))
        length = this.#begin(mark, length);
      this.addText(mark.repeat(length));
    }
    return end;
  }

  end() {
    this.#flush();
    return joinTexts(this.#nodes);
  }

  #flush() {
    if (this.#text !== '') this.#nodes.push(this.#text);
    this.#text = '';
  }

  /**
   * Closes what is open, the innermost first; returns how many marks are left.
   * @param {string} mark @param {number} length
   */
  #close(mark, length) {
    let left = length;
    while (left > 0) {
      const [one, two] = [this.#open.get(mark) ?? -1, this.#open.get(mark + mark) ?? -1];
      const isTwo = left >= 2 && two > one;
      const place = isTwo ? two : one;
      if (place < 0) break;
      this.#flush();
      // A mark that stands right behind the one it would close says nothing in between.
      if (place === this.#nodes.length - 1) break;
      this.#wrap(place, isTwo ? 'strong' : 'em');
      left -= isTwo ? 2 : 1;
    }
    return left;
  }

  /** @param {number} place @param {'strong' | 'em'} tag */
  #wrap(place, tag) {
    const children = joinTexts(this.#nodes.splice(place).slice(1));
    for (const [key, at] of this.#open) if (at >= place) this.#open.delete(key);
    this.#nodes.push({ tag, children });
  }

  /** @param {string} mark @param {number} length */
  #begin(mark, length) {
    let left = length;
    while (left > 0) {
      const kind = mark.repeat(Math.min(left, 2));
      if (this.#open.has(kind)) break;
      this.#flush();
      this.#open.set(kind, this.#nodes.length);
      // Stays as text if nothing closes it.
      this.#nodes.push(kind);
      left -= kind.length;
    }
    return left;
  }
}

/** @param {string} text @param {number} at */
function letterBefore(text, at) {
  const last = text[at - 1] ?? ' ';
  const isLow = last >= '\udc00' && last <= '\udfff';
  return isLow ? text.slice(at - 2, at) : last;
}

/** @param {string} letter */
function isInWord(letter) {
  return wordLetter.test(letter) && !spaceless.test(letter);
}

/** Texts that stand side by side are one, as in a page. @param {Node[]} nodes */
export function joinTexts(nodes) {
  /** @type {Node[]} */
  const joined = [];
  /** @type {string[]} */
  let texts = [];
  for (const node of nodes) {
    if (typeof node === 'string') texts.push(node);
    else {
      if (texts.length > 0) joined.push(texts.join(''));
      texts = [];
      joined.push(node);
    }
  }
  if (texts.length > 0) joined.push(texts.join(''));
  return joined;
}
