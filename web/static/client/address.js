/** @typedef {import('./frames.d.ts').ChannelFrame} ChannelFrame */
/** @typedef {import('./frames.d.ts').Entry} Entry */
/** @typedef {{ channel_id: string, to?: string }} Address */

/**
 * What a page calls a channel: its id, and a direct thread `<team>:<person>`.
 * @param {Address} address
 */
export function keyOf({ channel_id, to }) {
  return to === undefined ? channel_id : `${channel_id}:${to}`;
}

/** @param {string} key @returns {Address} */
export function addressOf(key) {
  const [channel_id = '', to] = key.split(':');
  return to === undefined ? { channel_id } : { channel_id, to };
}

/** @param {Pick<ChannelFrame, 'id' | 'to'>} channel */
export function keyOfChannel({ id, to }) {
  return keyOf({ channel_id: id, to });
}

/**
 * An entry is the same for all who get it: in a thread it names who wrote it, or did it, and to
 * whom.
 * @param {Entry} entry @param {string | undefined} me
 */
export function keyOfEntry(entry, me) {
  const { channel_id } = entry;
  if (entry.op !== 'message' && entry.op !== 'message_changed') return channel_id;
  if (entry.to === '*') return channel_id;
  const author = entry.op === 'message' ? entry.from : entry.by.id;
  return keyOf({ channel_id, to: author === me ? entry.to : author });
}
