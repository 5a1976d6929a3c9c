/** @typedef {import('../client/frames.d.ts').Entry} Entry */
/** @typedef {import('../client/frames.d.ts').Waiting} Waiting */

/**
 * What the list knows of a conversation that nobody has taken yet.
 * @param {Waiting} waiting @returns {Entry[]}
 */
export function previewEntries({ channel_id, visitor, last }) {
  return last.map(({ name, role, data, ts }, i) => ({
    op: 'message',
    channel_id,
    seq: i + 1,
    ts,
    id: `preview-${i}`,
    to: '*',
    type: 'text',
    data,
    from: role === 'user' ? visitor.id : `${role}-${name}`,
    name,
    role,
  }));
}
