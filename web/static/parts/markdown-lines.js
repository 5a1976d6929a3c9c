/**
 * `indent` and `width` are the columns before the mark and before what stands behind it.
 * @typedef {{
 *   isOrdered: boolean, number: number, indent: number, width: number, rest: string,
 * }} ListMark
 */

const tabColumns = 4;
const item = /^( {0,3})([-*+]|(\d{1,9})[.)])([ \t]{1,4})(?=[^ \t])/;

/** How a line begins an item of a list; null where it does not. @param {string} line */
export function listMark(line) {
  const [whole, spaces = '', mark = '', digits, gap = ''] = item.exec(line) ?? [];
  if (whole === undefined) return null;
  const indent = spaces.length;
  const width = indent + mark.length + columnsOf(gap);
  const isOrdered = digits !== undefined;
  return { isOrdered, number: Number(digits ?? 1), indent, width, rest: line.slice(whole.length) };
}

/** @param {string} space */
function columnsOf(space) {
  let columns = 0;
  for (const one of space) columns += one === '\t' ? tabColumns : 1;
  return columns;
}

/** Columns of space at the beginning of a line. @param {string} line */
export function indentOf(line) {
  return columnsOf(line.slice(0, line.length - line.trimStart().length));
}

/**
 * Takes up to so many columns of space from the beginning.
 * @param {string} line @param {number} columns
 */
export function outdent(line, columns) {
  let taken = 0;
  let at = 0;
  while (taken < columns && (line[at] === ' ' || line[at] === '\t')) {
    taken += columnsOf(line[at] ?? '');
    at += 1;
  }
  return line.slice(at);
}
