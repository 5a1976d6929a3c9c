import { watchAttention } from '../client/attention.js';
import { showNote } from './note.js';
import { reasonOf, words } from './words.js';

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
    if (chat.room) sayIfNot(client.act('handoff', chat.room.channel.id));
    view.focus();
  });
  page.leaveMessage.addEventListener('click', () => void leaveMessage(chat));
  page.toBot.addEventListener('click', () => {
    if (chat.room) sayIfNot(client.act('to_bot', chat.room.channel.id));
    view.focus();
  });
  page.keep.addEventListener('click', () => void keepCopy(chat, page));
  page.earlier.addEventListener('click', () => chat.room && client.earlier(chat.room));
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
    if (isNews) showNote(reasonOf(event.error));
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

/** What few need may not come when it is wanted. */
const fetchQuestions = () => import('./questions.js').catch(() => sayIfNot(false));

/** @param {Chat} chat */
async function leaveMessage({ client, room }) {
  const left = await (await fetchQuestions())?.askToLeave();
  if (left && room) sayIfNot(client.act('leave_message', room.channel.id, left));
}

/** @param {Chat} chat @param {Page} page */
async function keepCopy({ origin, room, session }, page) {
  page.menu.hidePopover();
  const { keepCopy: keep } = await import('./transcript.js');
  if (room) keep({ origin, channelId: room.channel.id, token: () => session.token() });
}

/** @param {Chat} chat @param {Page} page */
async function endTalk(chat, page) {
  page.menu.hidePopover();
  const isSure = await (await fetchQuestions())?.askToEnd();
  if (isSure && chat.room) sayIfNot(chat.client.act('done', chat.room.channel.id));
}

/** @param {Chat} chat @param {Page} page */
async function forgetMe(chat, page) {
  page.menu.hidePopover();
  if (!(await (await fetchQuestions())?.askToForget())) return;
  chat.forget();
  location.reload();
}

/** @param {boolean} isSent */
function sayIfNot(isSent) {
  if (!isSent) showNote(words.notNow());
}
