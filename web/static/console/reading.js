import { requestJson } from '../client/requests.js';
import { makeButton } from '../parts/button.js';
import { make, setText } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import { makeMarkdown } from '../parts/markdown-nodes.js';
import { makeMessage, updateMessage } from '../parts/message.js';
import { timelineItems } from '../parts/timeline-items.js';
import { clockTime, dayName } from '../parts/times.js';
import { showToast } from '../parts/toast.js';
import { keepCopy } from './copy.js';
import { showDialog } from './form-dialog.js';
import { words } from './words.js';

/**
 * A conversation in a list of many, as the server tells it.
 * @typedef {import('../client/frames.d.ts').Conversation} Conversation
 * @typedef {Omit<Conversation, 'epoch'> & {
 *   started_at: string, changed_at: string, closed_at: string | null, category: string | null,
 *   line: string,
 * }} Listed
 * @typedef {import('../../../internal/contract/entries.ts').MessageEntry} MessageEntry
 * @typedef {{ conversation: Listed, messages: MessageEntry[], more: boolean }} Read
 */

const states = {
  bot: 'with a bot',
  waiting: 'waiting',
  offered: 'waiting',
  open: 'open',
  on_hold: 'on hold',
  closed: 'closed',
};

/** @type {import('../parts/message.js').MessageActions} */
const readOnly = {
  makeText: makeMarkdown,
  retry: () => {},
  discard: () => {},
  makeFile: () => make('em', { class: 'soft' }, 'A file'),
};

/** When it was and what became of it. @param {Listed} listed */
export function describeListed({ started_at, state, owner, category }) {
  const when = `${dayName(started_at)}, ${clockTime(started_at)}`;
  const whose = owner && state !== 'closed' ? `with ${isolate(owner.name)}` : states[state];
  return [when, category ?? whose].join(' · ');
}

/**
 * Shows what was said in a conversation that is not live here, and to supervisors the ways into it
 * while it has not ended.
 * @param {import('./desk.js').Desk} desk @param {string} channelId
 */
export async function readAlong(desk, channelId) {
  const list = make('ol', { class: 'timeline' });
  const line = make('p', { role: 'status' }, 'Fetching what was said…');
  const log = make('div', { class: 'reading-log', tabindex: 0 }, list);
  const earlier = make(
    'button',
    { class: 'button button-quiet button-small', type: 'button', hidden: true },
    'Earlier messages',
  );
  const ways = makeWays(desk, channelId);
  const close = make(
    'form',
    { method: 'dialog', class: 'dialog-actions' },
    makeButton('plain', 'Keep a copy…', () => keepCopy(channelId)),
    make('button', { class: 'button button-plain', autofocus: true }, 'Done'),
  );
  const title = 'Conversation';
  const dialog = showDialog({ title, isWide: true }, line, ways, earlier, log, close);
  let first = Infinity;

  /** @param {number} [before] */
  async function fetchPage(before) {
    const end = before ? `?before=${before}` : '';
    try {
      const answer = await requestJson(`/agent/conversations/${channelId}${end}`);
      const { conversation, messages, more } = /** @type {Read} */ (answer);
      const heading = dialog.querySelector('h2');
      if (heading) setText(heading, isolate(conversation.visitor.name));
      const isEmpty = messages.length === 0 && !before;
      setText(line, isEmpty ? 'Nothing was written.' : describeListed(conversation));
      ways.hidden = !desk.isSupervisor || conversation.state === 'closed';
      first = messages[0]?.seq ?? first;
      earlier.hidden = !more;
      list.prepend(...drawn(messages, desk.me));
      if (!before) log.scrollTop = log.scrollHeight;
    } catch (error) {
      setText(line, error instanceof Error ? error.message : 'It cannot be read now. Try again.');
    }
  }
  earlier.addEventListener('click', () => void fetchPage(first));
  await fetchPage();
}

/** @param {import('./desk.js').Desk} desk @param {string} channelId */
function makeWays(desk, channelId) {
  const way = (/** @type {string} */ label, /** @type {'watch' | 'join' | 'take_over'} */ op) =>
    makeButton('quiet', label, () => {
      if (!desk.supervise(op, channelId)) return showToast(words.notNow);
      // Also the list that it was found in.
      for (const dialog of document.querySelectorAll('dialog')) dialog.close();
    });
  return make(
    'div',
    { class: 'reading-ways', hidden: true },
    way('Watch', 'watch'),
    way('Join', 'join'),
    way('Take over', 'take_over'),
  );
}

/** @param {Read['messages']} messages @param {string} me */
function drawn(messages, me) {
  const entries = messages.map((message) => ({
    ...message,
    op: /** @type {const} */ ('message'),
    channel_id: '',
  }));
  const user = { id: me, name: '' };
  const options = { outbox: [], me: user, seenSeq: 0, describe: () => null };
  return timelineItems({ entries, ...options }).map((item) => {
    if (item.kind !== 'message') {
      return make('li', { class: 'timeline-day' }, make('span', {}, item.text));
    }
    const element = makeMessage(item, readOnly);
    updateMessage(element, { ...item, state: '' }, readOnly);
    return element;
  });
}
