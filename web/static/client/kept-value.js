/** @typedef {() => Storage | undefined} OpenStorage */

/** @type {OpenStorage} survives closing the browser, shared by its tabs */
export const lasting = () => globalThis.localStorage;
/** @type {OpenStorage} survives a reload of this tab */
export const ofThisTab = () => globalThis.sessionStorage;

/**
 * One JSON value that outlives the page: in the first storage that there is, else in memory.
 * Browsers may throw at the mere mention of `localStorage` (blocked cookies, sandboxed frames) or
 * when it is full, so every touch is guarded; and since a storage is anybody's on this origin, what
 * comes out is checked.
 *
 * @template T
 * @param {{ key: string, accept: (value: unknown) => T | null, storages?: OpenStorage[] }} options
 *   `accept` gives null for what is not such a value
 */
export function createKeptValue({ key: name, accept, storages = [lasting, ofThisTab] }) {
  const key = name + ofOrganisation();
  /** @type {T | null} */
  let remembered = null;
  let isKept = true;
  // Where there is none, each touch fails.
  const storage = /** @type {Storage} */ (storages.map(tryOut).find(Boolean));

  return {
    /** @returns {T | null} */
    read: () => {
      try {
        const text = /** @type {string} */ (storage.getItem(key));
        if (isKept) return accept(JSON.parse(text));
      } catch {
        // As below.
      }
      return remembered;
    },

    /** @param {T | null} value null removes it */
    write: (value) => {
      remembered = value;
      isKept = false;
      try {
        if (value === null) storage.removeItem(key);
        else storage.setItem(key, JSON.stringify(value));
        isKept = true;
      } catch {
        // None, full or forbidden since: the memory above serves this page.
      }
    },

    /**
     * Calls back when another tab changed the value.
     * @param {() => void} listener
     */
    onElsewhere: (listener) =>
      addEventListener('storage', ({ key: changed }) => {
        if (!changed || changed === key) listener();
      }),
  };
}

/**
 * @template T
 * @typedef {{ read: () => T | null, write: (value: T | null) => void, onElsewhere: (listener: () =>
 * void) => void }} KeptValue
 */

/** On a page for visitors: who they are to one organisation is nothing to another. */
function ofOrganisation() {
  const org = globalThis.document?.getElementById('chat')?.dataset['org'];
  return org && org !== 'main' ? `.${org}` : '';
}

/** @param {unknown} value */
export const acceptText = (value) => (typeof value === 'string' ? value : null);

/** @param {OpenStorage} open */
function tryOut(open) {
  try {
    return open();
  } catch {
    return undefined;
  }
}
