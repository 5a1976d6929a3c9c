// Shows what was pushed while nobody looked (Push API), and opens what it is about.
/**
 * @typedef {{ title?: string, body?: string, tag?: string, path?: string }} PushNote
 * @typedef {{ waitUntil(done: Promise<unknown>): void }} Extendable
 * @typedef {Extendable & { data: { json(): PushNote } | null }} PushEvent
 * @typedef {Extendable & { notification: { close(): void, data: PushNote | null } }} PressEvent
 * @typedef {{ url: string, focus(): Promise<unknown> }} OwnPage
 * @typedef {{
 *   addEventListener(name: 'push', hear: (event: PushEvent) => void): void,
 *   addEventListener(name: 'notificationclick', hear: (event: PressEvent) => void): void,
 *   registration: { showNotification(title: string, options: object): Promise<void> },
 *   clients: {
 *     matchAll(options: object): Promise<OwnPage[]>,
 *     openWindow(url: string): Promise<unknown>,
 *   },
 * }} PushWorker
 */

const worker = /** @type {PushWorker} */ (/** @type {unknown} */ (globalThis));

worker.addEventListener('push', (event) => {
  event.waitUntil(showNote(event.data?.json() ?? {}));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openPath(event.notification.data?.path ?? '/'));
});

/** @param {PushNote} note */
function showNote({ title = 'A visitor is waiting', body = '', tag = 'natter', path = '/' }) {
  const icon = '/favicon.ico';
  const told = { body, tag, icon, renotify: true, requireInteraction: true, data: { path } };
  return worker.registration.showNotification(title, told);
}

/** A page of ours that shows it already is better than another one. @param {string} path */
async function openPath(path) {
  const url = new URL(path, globalThis.location.origin);
  if (url.origin !== globalThis.location.origin) return;
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const shown = pages.find((page) => new URL(page.url).pathname === url.pathname);
  await (shown ? shown.focus() : worker.clients.openWindow(url.href));
}
