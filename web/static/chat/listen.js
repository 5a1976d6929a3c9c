import { watchAttention } from '../client/attention.js';
import { askToConfirm } from '../parts/confirm.js';
import { showToast } from '../parts/toast.js';
import { words } from './words.js';

/** @typedef {import('./chat.js').Chat} Chat */
/** @typedef {import('./page.js').Page} Page */
/** @typedef {{ redraw: () => void, focus: () => void, clear: () => void }} View */

const tickMs = 1000;
/** Time to look something up on another page. */
const hiddenMs = 10_000;
/** Refused without the visitor having asked for anything. */
const unasked = new Set(['hello', 'typing', 'seen', 'open', 'presence']);

/**
 * What the visitor does, and what happens to the page.
 * @param {Chat} chat @param {Page} page @param {View} view
 */
export function listenToVisitor(chat, page, view) {
  const { client } = chat;
  page.handOver.addEventListener('click', () => {
    if (chat.room && !client.handOff(chat.room.channel.id)) showToast(words.notNow);
    view.focus();
  });
  page.earlier.addEventListener('click', () => client.earlier(chat.room?.channel.id ?? ''));
  page.startAgain.addEventListener('click', () => {
    chat.startAgain();
    view.clear();
    view.redraw();
    view.focus();
  });
  page.endTalk.addEventListener('click', () => void endTalk(chat, page));
  page.forgetMe.addEventListener('click', () => void forgetMe(chat, page));
  client.listen((event) => {
    const isNews = event.type === 'refused' && !unasked.has(event.error.of ?? '');
    if (isNews) showToast(event.error.message);
    view.redraw();
  });
  watchAttention((isThere) => client.showAs(isThere ? 'online' : 'away'), { hiddenMs });
  setInterval(view.redraw, tickMs);
  for (const name of ['online', 'focus', 'pageshow']) addEventListener(name, () => client.hurry());
  addEventListener('offline', view.redraw);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) client.hurry();
    view.redraw();
  });
}

/** @param {Chat} chat @param {Page} page */
async function endTalk(chat, page) {
  page.menu.hidePopover();
  const isSure = await askToConfirm({
    title: 'End this conversation?',
    text: 'Nobody will answer in it any more. You can still read it and start another.',
    action: 'End it',
  });
  const { room } = chat;
  if (isSure && room && !chat.client.done(room.channel.id)) showToast(words.notNow);
}

/** @param {Chat} chat @param {Page} page */
async function forgetMe(chat, page) {
  page.menu.hidePopover();
  const isSure = await askToConfirm({
    title: 'Forget me on this device?',
    text: 'This browser loses its way back to your conversations. They are not deleted.',
    action: 'Forget me',
  });
  if (!isSure) return;
  chat.forget();
  location.reload();
}
