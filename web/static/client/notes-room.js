/** @typedef {import('./room.js').Room} Room */

/**
 * The private notes beside a conversation; none before somebody wrote the first.
 * @param {ReadonlyMap<string, Room>} rooms @param {string} channelId
 */
export function findNotes(rooms, channelId) {
  return [...rooms.values()].find(
    ({ joined, channel }) => joined && channel.kind === 'notes' && channel.notes_of === channelId,
  );
}
