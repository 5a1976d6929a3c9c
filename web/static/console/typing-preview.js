import { typists } from '../client/room.js';
import { isolate } from '../parts/isolate.js';

/**
 * What somebody types and has not sent, where the visitors' organisation shows it; empty when
 * nobody does. It is gone when they stop, and nobody keeps it.
 * @param {import('../client/room.js').Room} room @param {number} [nowMs]
 */
export function typedBy(room, nowMs = Date.now()) {
  const typist = typists(room, nowMs).find(({ text }) => text);
  return typist ? `${isolate(typist.name)} types: ${typist.text}` : '';
}
