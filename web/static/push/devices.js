/** @typedef {'unsupported' | 'blocked' | 'off' | 'on'} PushState */

const workerPath = '/push-worker.js';

/** Whether this browser takes notes for whoever is signed in here. @returns {Promise<PushState>} */
export async function readPushState() {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  const registration = await navigator.serviceWorker.getRegistration('/');
  const subscription = await registration?.pushManager.getSubscription();
  return subscription && Notification.permission === 'granted' ? 'on' : 'off';
}

/**
 * Asks the person, then the browser's maker, and tells web. Called from a click, or silently where
 * the person said yes before. @param {string} key the courier's, in base64url
 */
export async function takeNotes(key) {
  if ((await Notification.requestPermission()) !== 'granted') return;
  const registration = await register();
  const applicationServerKey = bytesOf(key);
  let subscription = await registration.pushManager.getSubscription();
  const known = subscription?.options.applicationServerKey;
  // The courier has another key than when this browser was asked.
  if (subscription && known && !isSame(new Uint8Array(known), applicationServerKey)) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey,
  });
  const { endpoint, keys } = subscription.toJSON();
  await post('/account/pushes', {
    endpoint: endpoint ?? '',
    p256dh: keys?.p256dh ?? '',
    auth: keys?.auth ?? '',
  });
}

export async function takeNoNotes() {
  const registration = await navigator.serviceWorker.getRegistration('/');
  const subscription = await registration?.pushManager.getSubscription();
  if (!subscription) return;
  const { endpoint } = subscription;
  await subscription.unsubscribe();
  await post('/account/pushes/remove', { endpoint });
}

/** How web says that the acting person is told. */
export async function readAlarms() {
  const answer = await fetch('/account/alarms', { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  const alarms = /** @type {{ push_key: string | null, dnd: boolean }} */ (await answer.json());
  return alarms;
}

/**
 * @typedef {{ createScriptURL(url: string): string }} ScriptPolicy
 * @typedef {{ createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy }} PolicyMaker
 */

/**
 * Trusted Types: this address and no other may become a worker.
 * @type {ScriptPolicy | undefined}
 */
let policy;

async function register() {
  const { trustedTypes } = /** @type {{ trustedTypes?: PolicyMaker }} */ (
    /** @type {unknown} */ (globalThis)
  );
  // A policy of one name may be made once on a page.
  policy ??= trustedTypes?.createPolicy('natter-worker', {
    createScriptURL: (url) => (url === workerPath ? url : ''),
  });
  const address = policy?.createScriptURL(workerPath) ?? workerPath;
  await navigator.serviceWorker.register(address, { scope: '/' });
  return navigator.serviceWorker.ready;
}

/** @param {string} path @param {Record<string, string>} fields */
async function post(path, fields) {
  const headers = { accept: 'application/json' };
  const body = new URLSearchParams(fields);
  const answer = await fetch(path, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
}

/** @param {string} base64url */
function bytesOf(base64url) {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** @param {Uint8Array} one @param {Uint8Array} other */
function isSame(one, other) {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}
