/** @typedef {import('./frames.d.ts').Entry} Entry */
/** @typedef {import('./frames.d.ts').MessageFrame} MessageFrame */
/** @typedef {import('./frames.d.ts').MessageChangedFrame} MessageChangedFrame */

/**
 * A message as it is after a change. What it says already changes nothing, so that a page which was
 * read later may be given all changes once more.
 * @param {MessageFrame} message @param {MessageChangedFrame} change @returns {MessageFrame}
 */
export function changeMessage(message, change) {
  switch (change.what) {
    case 'edited':
      if (message.deleted || change.data === undefined) return message;
      return { ...message, data: change.data, edited_at: change.ts };
    case 'deleted': {
      const { reactions: _reactions, pinned: _pinned, ...rest } = message;
      return { ...rest, data: '', deleted: true };
    }
    case 'pinned':
      return { ...message, pinned: true };
    case 'unpinned': {
      const { pinned: _pinned, ...rest } = message;
      return rest;
    }
    default:
      return withReactions(message, changeReactions(message.reactions ?? {}, change));
  }
}

/**
 * A message to which nobody reacts has none, as the server tells it.
 * @param {MessageFrame} message @param {Record<string, string[]>} reactions
 * @returns {MessageFrame}
 */
function withReactions(message, reactions) {
  if (Object.keys(reactions).length > 0) return { ...message, reactions };
  const { reactions: _reactions, ...rest } = message;
  return rest;
}

/**
 * @param {Record<string, string[]>} reactions @param {MessageChangedFrame} change
 * @returns {Record<string, string[]>}
 */
function changeReactions(reactions, { what, emoji = '', by }) {
  const others = (reactions[emoji] ?? []).filter((person) => person !== by.id);
  const people = what === 'reacted' ? [...others, by.id] : others;
  const { [emoji]: _before, ...rest } = reactions;
  return people.length === 0 ? rest : { ...reactions, [emoji]: people };
}

/**
 * Changes the messages that a log holds by the changes among these entries, oldest first; returns
 * those that are another now.
 * @param {import('./channel-log.js').ChannelLog} log @param {readonly Entry[]} entries
 * @returns {MessageFrame[]}
 */
export function applyChanges(log, entries) {
  /** @type {MessageFrame[]} */
  const changed = [];
  for (const entry of entries) {
    if (entry.op !== 'message_changed') continue;
    const message = log.find(entry.of);
    if (message?.op !== 'message') continue;
    const next = changeMessage(message, entry);
    log.replace(next);
    changed.push(next);
  }
  return changed;
}
