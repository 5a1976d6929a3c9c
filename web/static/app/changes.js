/** @typedef {import('../client/frames.d.ts').MessageFrame} MessageFrame */
/** @typedef {import('../client/frames.d.ts').MessageChangedFrame} MessageChangedFrame */

/**
 * A message after something became of it. Applying the same change twice changes nothing more.
 * @param {MessageFrame} message @param {MessageChangedFrame} change
 * @returns {MessageFrame}
 */
export function applyChange(message, { what, by, data = '', emoji = '', ts }) {
  switch (what) {
    case 'edited':
      return { ...message, data, edited_at: ts };
    case 'deleted':
      return { ...message, data: '', deleted: true, reactions: undefined, pinned: undefined };
    case 'reacted':
      return withReaction(message, emoji, (people) =>
        people.includes(by.id) ? people : [...people, by.id],
      );
    case 'unreacted':
      return withReaction(message, emoji, (people) => people.filter((id) => id !== by.id));
    case 'pinned':
      return { ...message, pinned: true };
    default:
      return { ...message, pinned: undefined };
  }
}

/**
 * @param {MessageFrame} message @param {string} emoji
 * @param {(people: string[]) => string[]} change
 */
function withReaction(message, emoji, change) {
  const people = change(message.reactions?.[emoji] ?? []);
  const { [emoji]: _, ...others } = message.reactions ?? {};
  return {
    ...message,
    reactions: people.length > 0 ? { ...message.reactions, [emoji]: people } : others,
  };
}
