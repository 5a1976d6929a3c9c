/**
 * What the frame says to the page around it: nothing that anybody wrote, and nothing secret, since
 * every page that may hold the frame hears it. `known`: this browser has talked here.
 * @typedef {(
 *   | { natter: 'close' }
 *   | { natter: 'ready' | 'known', known: boolean }
 *   | { natter: 'unread', detail: { count: number }, label: string }
 *   | { natter: 'message', detail: { from: 'bot' | 'person' } }
 *   | { natter: 'identify', detail: { ok: boolean } }
 * )} Telling
 */

/** What that page may say: one of these at a time. */
/** @typedef {{ shown?: unknown, identify?: unknown, reset?: unknown }} Wish */

/** What a site signs is a JWT of a few claims. */
const maxIdentityLength = 4096;

/**
 * The page around the frame. `frame-ancestors` of the frame says which pages may be that; of their
 * messages only those of the parent itself are heard.
 *
 * @param {{
 *   onShown: (shown: boolean) => void, onIdentify: (token: string) => void, onReset: () => void,
 * }} handlers
 */
export function meetHost({ onShown, onIdentify, onReset }) {
  const isFramed = parent !== window;
  addEventListener('message', ({ source, data }) => {
    if (source !== parent || !isFramed) return;
    const wish = /** @type {Wish | null} */ (data);
    if (typeof wish?.shown === 'boolean') onShown(wish.shown);
    if (wish?.reset === true) onReset();
    if (typeof wish?.identify !== 'string' || wish.identify.length > maxIdentityLength) return;
    onIdentify(wish.identify);
  });
  return {
    isFramed,
    /** @param {Telling} telling */
    tell: (telling) => {
      if (isFramed) parent.postMessage(telling, '*');
    },
  };
}

/** @typedef {ReturnType<typeof meetHost>} Host */
