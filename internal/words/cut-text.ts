/**
 * Cuts a text into pieces of at most `limit` code points, at white space where there is some in the
 * second half of a piece, and never inside a code point. White space at a cut goes; a text that is
 * within the limit comes back whole. Pieces are never blank.
 */
export function cutText(text: string, limit: number): string[] {
  const points = [...text];
  const pieces: string[] = [];
  let start = 0;
  while (points.length - start > limit) {
    const end = cutBefore(points, start, start + limit);
    pieces.push(points.slice(start, end).join('').trimEnd());
    start = end;
    while (start < points.length && isBlank(points[start])) start += 1;
  }
  pieces.push(points.slice(start).join(''));
  return pieces.filter((piece) => piece.trim().length > 0);
}

function cutBefore(points: string[], start: number, end: number): number {
  const middle = start + Math.floor((end - start) / 2);
  for (let place = end; place > middle; place -= 1) {
    if (isBlank(points[place])) return place;
  }
  return end;
}

function isBlank(point: string | undefined): boolean {
  return point !== undefined && point.trim() === '';
}
