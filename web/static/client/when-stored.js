/** @typedef {Pick<import('./client.js').Client, 'listen'>} Listened */
/**
 * @typedef {Listened & {
 *   state: Pick<import('./client-state.js').ClientState, 'outbox' | 'connection'>,
 * }} Client
 */

/**
 * Resolves when the message is committed, with its place in the log; rejects with the reason when
 * it failed for good, was discarded, or the client was stopped before anybody knew.
 *
 * @param {Client} client @param {string} cid what `send` returned
 * @returns {Promise<{ seq: number, ts: string }>}
 */
export function whenStored(client, cid) {
  const { state } = client;
  return new Promise((resolve, reject) => {
    const settle = (/** @type {() => void} */ how) => {
      end();
      how();
    };
    const look = () => {
      const item = state.outbox.find(cid);
      if (item?.state === 'stored') {
        settle(() => resolve({ seq: item.seq ?? 0, ts: item.at }));
      } else if (item?.state === 'failed') settle(() => reject(new Error(item.reason)));
      else if (!item) settle(() => reject(new Error('The message was given up.')));
      else if (state.connection.phase === 'stopped') {
        settle(() => reject(new Error(state.connection.reason)));
      }
    };
    const end = client.listen((event) => {
      if (event.type === 'stored' && event.cid === cid) {
        const { seq, ts } = event;
        settle(() => resolve({ seq, ts }));
      } else if (event.type === 'outbox' || event.type === 'connection') look();
    });
    look();
  });
}
