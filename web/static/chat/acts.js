import { watchAttention } from '../client/attention.js';
import { say } from '../parts/say.js';
import { beginAnew } from './anew.js';
import { showNote } from './note.js';
import { reasonOf } from './words.js';

/** @typedef {import('./page.js').Page} Page */

const tickMs = 1000;
/** Time to look something up on another page. */
const hiddenMs = 10_000;
/** Refused without the visitor having asked for anything. */
const unasked = new Set(['hello', 'typing', 'seen', 'open', 'presence', 'about']);

/** What few need may not come when it is wanted. */
const fetchQuestions = () => import('./questions.js').catch(() => sayIfNot(false));

/** @param {boolean} isSent */
export function sayIfNot(isSent) {
  if (isSent) return;
  showNote(say('Nothing was changed: there is no connection just now. Try again in a moment.'));
}

/**
 * What the visitor presses, and what happens to the page.
 * @param {import('./chat.js').Chat} chat @param {Page} page
 * @param {{ redraw: () => void, focus: () => void }} view
 */
export function listenToVisitor(chat, page, { redraw, focus }) {
  const { client, origin, session } = chat;

  /** @param {string} op @param {object} [rest] */
  function act(op, rest) {
    if (chat.room) sayIfNot(client.act(op, chat.room.channel.id, rest));
  }

  /** @type {Partial<Record<keyof Page, () => unknown>>} */
  const acts = {
    handOver() {
      act('handoff');
      focus();
    },
    toBot() {
      act('to_bot');
      focus();
    },
    earlier: () => chat.room && client.earlier(chat.room),
    async leaveMessage() {
      const left = await (await fetchQuestions())?.askToLeave();
      if (left) act('leave_message', left);
    },
    startAgain() {
      chat.startAgain();
      redraw();
      focus();
    },
    async keep() {
      const { keepCopy } = await import('./transcript.js');
      if (chat.room)
        keepCopy({ origin, channelId: chat.room.channel.id, token: () => session.token() });
    },
    async endTalk() {
      if (await (await fetchQuestions())?.askToEnd()) act('done');
    },
    async forgetMe() {
      if (!(await (await fetchQuestions())?.askToForget())) return;
      await chat.forget();
      beginAnew(page);
    },
  };
  for (const [name, press] of Object.entries(acts)) {
    page[/** @type {'keep'} */ (name)].addEventListener('click', () => {
      page.menu.hidePopover();
      void press();
    });
  }
  client.listen((event) => {
    if (event.type === 'refused' && !unasked.has(event.error.of ?? '')) {
      showNote(reasonOf(event.error));
    }
    redraw();
  });
  watchAttention((isThere) => client.showAs(isThere ? 'online' : 'away'), { hiddenMs });
  setInterval(redraw, tickMs);
  for (const name of ['online', 'focus', 'pageshow']) addEventListener(name, () => client.hurry());
  addEventListener('offline', redraw);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) client.hurry();
    redraw();
  });
}
