/** A string or template of a source file; what stands in `${…}` is a `?` in its text. */
export type Literal = { text: string; line: number; tag: string };

/** A slash after one of these begins a pattern; after anything else it divides. */
const beforePattern = /(?:^|[=(,:;!&|?{}[\n>+]|\breturn|=>)\s*$/;

/** Every string and template of a program, those inside templates too, and none of a comment. */
export function readLiterals(source: string): Literal[] {
  const found: Literal[] = [];
  /** Reads code up to the brace that closes it, or to the end; returns where it stopped. */
  const readCode = (start: number): number => {
    let depth = 0;
    for (let at = start; at < source.length; at++) {
      const char = source[at]!;
      if (source.startsWith('//', at)) at = endOf(source.indexOf('\n', at)) - 1;
      else if (source.startsWith('/*', at)) at = endOf(source.indexOf('*/', at + 2)) + 1;
      else if (char === "'" || char === '"') at = readString(at, char);
      else if (char === '`') at = readTemplate(at);
      else if (char === '/' && beforePattern.test(source.slice(Math.max(0, at - 20), at)))
        at = readPattern(at);
      else if (char === '{') depth++;
      else if (char === '}' && depth-- === 0) return at;
    }
    return source.length;
  };
  const endOf = (index: number) => (index < 0 ? source.length : index);
  const add = (start: number, text: string, tag = '') =>
    void found.push({ text, tag, line: source.slice(0, start).split('\n').length });

  const readString = (start: number, quote: string): number => {
    let at = start + 1;
    while (at < source.length && source[at] !== quote) at += source[at] === '\\' ? 2 : 1;
    add(start, source.slice(start + 1, at));
    return at;
  };
  const readTemplate = (start: number): number => {
    let text = '';
    let at = start + 1;
    while (at < source.length && source[at] !== '`') {
      if (source.startsWith('${', at)) {
        text += '?';
        at = readCode(at + 2) + 1;
        continue;
      }
      text += source[at];
      if (source[at] === '\\') text += source[++at];
      at++;
    }
    const tag = /(\w+)\s*(?:<[^`;]*>)?$/.exec(source.slice(Math.max(0, start - 120), start));
    add(start, text, tag?.[1]);
    return at;
  };
  const readPattern = (start: number): number => {
    let inClass = false;
    let at = start + 1;
    for (; at < source.length && source[at] !== '\n'; at++) {
      if (source[at] === '\\') at++;
      else if (source[at] === '[') inClass = true;
      else if (source[at] === ']') inClass = false;
      else if (source[at] === '/' && !inClass) break;
    }
    return at;
  };
  readCode(0);
  return found;
}
