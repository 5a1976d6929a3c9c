/**
 * Keeps rows in step with things, by `channel_id`, without touching those that stay.
 *
 * @param {HTMLElement} list
 * @param {() => HTMLElement} makeRow
 */
export function createKeyedList(list, makeRow) {
  /** @type {Map<string, HTMLElement>} */
  let rows = new Map();

  return {
    /** @param {string} channelId */
    find: (channelId) => rows.get(channelId),

    /**
     * @template {{ channel_id: string }} T
     * @param {T[]} things
     * @param {(row: HTMLElement, thing: T) => void} fill
     */
    show(things, fill) {
      /** @type {Map<string, HTMLElement>} */
      const kept = new Map();
      let place = list.firstElementChild;
      for (const thing of things) {
        const row = rows.get(thing.channel_id) ?? makeRow();
        row.dataset.key = thing.channel_id;
        fill(row, thing);
        kept.set(thing.channel_id, row);
        if (row === place) place = place.nextElementSibling;
        else list.insertBefore(row, place);
      }
      for (const [key, row] of rows) if (!kept.has(key)) row.remove();
      rows = kept;
      list.hidden = things.length === 0;
    },
  };
}
