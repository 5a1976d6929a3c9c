import { maxBatchBytes } from '../../internal/contract/messages.ts';

/** Room for what stands around the entries of a piece. */
const pieceBytes = maxBatchBytes - 1024;
/** What a message's keys, punctuation, times and numbers take, and its three ids at most. */
const overheadBytes = 450;
/** A UTF-16 unit in JSON takes at most this much: `\u0000`. */
const worstBytesPerUnit = 6;

export function jsonBytes(value: object): number {
  return Buffer.byteLength(JSON.stringify(value)) + 1;
}

/** Cuts entries into runs of at most 256 KiB of JSON, in order; none is empty. */
export function cutIntoPieces<T extends object>(entries: readonly T[]): T[][] {
  if (entries.length === 0) return [];
  if (surelyFit(entries)) return [[...entries]];
  const pieces: T[][] = [[]];
  let bytes = 0;
  for (const entry of entries) {
    const size = jsonBytes(entry);
    if (bytes > 0 && bytes + size > pieceBytes) {
      pieces.push([]);
      bytes = 0;
    }
    pieces.at(-1)!.push(entry);
    bytes += size;
  }
  return pieces;
}

/** Saves writing the JSON twice: a bound that needs no JSON is enough nearly always. */
export function surelyFit(entries: readonly object[]): boolean {
  let bound = 0;
  for (const entry of entries) {
    const { data, name, reactions } = entry as Partial<Record<string, unknown>>;
    if (typeof data !== 'string' || typeof name !== 'string' || reactions) return false;
    bound += overheadBytes + (data.length + name.length) * worstBytesPerUnit;
    if (bound > pieceBytes) return false;
  }
  return true;
}
