import { acceptText, createKeptValue, ofThisTab } from '../client/kept-value.js';
import { isInQueue } from '../client/queue-states.js';
import { seenByOthers, typists } from '../client/room.js';
import { makeAvatar } from '../parts/avatar.js';
import { Composer } from '../parts/composer.js';
import { make, setText } from '../parts/elements.js';
import { describeVisitorFully, makePresence, showPresence } from '../parts/presence.js';
import { makeMarkdown } from '../parts/markdown-nodes.js';
import { Timeline } from '../parts/timeline.js';
import { timelineItems } from '../parts/timeline-items.js';
import { showTypists } from '../parts/typing.js';
import { offerCanned } from './canned.js';
import { previewEntries } from './preview.js';
import { watchLastLine } from './in-sight.js';
import { makeTalkPage } from './talk-page.js';
import { showTalkStrip } from './talk-strip.js';
import { openTalkMenu } from './talk-menu.js';
import { typedBy } from './typing-preview.js';
import { describeForAgent, describeState } from './words.js';

/** @typedef {import('../client/frames.d.ts').Conversation} Conversation */
/** @typedef {import('../client/frames.d.ts').Waiting} Waiting */
/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('./desk.js').Desk} Desk */
/**
 * @typedef {{
 *   canned: import('./canned.js').Canned,
 *   files: import('./conversation-files.js').ConversationFiles,
 *   valuesOf: (channelId: string) => import('./variables.js').Values,
 *   acts: import('./acts.js').Acts,
 *   onFocus: (channelId: string) => void,
 *   onBack: () => void,
 *   onInfo: () => void,
 *   onSight: () => void,
 * }} TalkOptions
 */

/**
 * One conversation, with its own log, draft and place in the log: it keeps them while another one
 * is looked at.
 */
export class Talk {
  #desk;
  #page = makeTalkPage();
  #timeline;
  #lastLine;
  #files;
  #shown = '';
  #faceOf = '';

  /**
   * @param {Desk} desk @param {string} channelId
   * @param {HTMLElement} place @param {TalkOptions} options
   */
  constructor(desk, channelId, place, options) {
    const { client } = desk;
    this.#desk = desk;
    this.channelId = channelId;
    // A composer measures itself.
    place.append(this.#page.body);
    const { form, body, earlier, take, close, more, back, info } = this.#page;
    this.#timeline = new Timeline(this.#page, {
      retry: (cid) => client.retry(cid),
      discard: (cid) => client.discard(cid),
      makeText: makeMarkdown,
      makeFile: options.files.makeFile,
    });
    const files = options.files.attachTo(form, channelId, () => this.answer.refresh());
    this.#files = files;
    this.answer = new Composer(form, {
      draft: draftOf(channelId),
      onSend: (text) => {
        if (text.trim() !== '') client.send(channelId, text);
        files.send();
      },
      hasMore: () => files.isReady,
      onTyping: () => client.typing(channelId),
    });
    this.#lastLine = watchLastLine(this.#page.list, options.onSight);
    offerCanned(form, options.canned, () => options.valuesOf(channelId));
    const { acts } = options;
    body.addEventListener('focusin', () => options.onFocus(channelId));
    earlier.addEventListener('click', () => client.earlier(channelId));
    take.addEventListener('click', () => acts.take(channelId));
    close.addEventListener('click', () => acts.close(channelId));
    more.addEventListener('click', () => openTalkMenu(more, desk, channelId, acts));
    back.addEventListener('click', options.onBack);
    info.addEventListener('click', options.onInfo);
  }

  get element() {
    return this.#page.body;
  }

  /** The last line stands within the window. */
  get isReadToEnd() {
    return this.#lastLine.isInSight();
  }

  /** Whoever looks at it sees what comes. */
  get isFollowed() {
    return this.#lastLine.isFollowed();
  }

  /** Writes a slash where one writes, and offers what may follow. */
  beginCanned() {
    const input = this.#page.form.querySelector('textarea');
    if (!input || this.#page.form.hidden) return;
    this.answer.focus();
    const blank = input.value === '' || /\s$/u.test(input.value) ? '' : ' ';
    input.setRangeText(`${blank}/`, input.value.length, input.value.length, 'end');
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }

  show() {
    const { channelId } = this;
    const { client } = this.#desk;
    const waiting = client.state.waiting.get(channelId);
    const room = waiting ? undefined : client.state.rooms.get(channelId);
    const conversation = waiting ?? room?.conversation;
    if (!conversation) return;
    this.#showHead(conversation, room);
    showTalkStrip(this.#page.strip, client.state.connection, room, waiting);
    this.#showLog(room, waiting);
    const { typing, preview } = this.#page;
    this.#files.show();
    const isNew = showTypists(typing, room ? typists(room) : []);
    const typed = room ? typedBy(room) : '';
    preview.hidden = typed === '';
    setText(preview, typed);
    if (typed) typing.hidden = true;
    if (isNew || typed) this.#timeline.keepBottom();
  }

  /** @param {Conversation} conversation @param {Room | undefined} room */
  #showHead(conversation, room) {
    const { visitor } = conversation;
    const { who, form, close, take, earlier, more, body } = this.#page;
    const isMine = Boolean(room?.joined) && conversation.owner?.id === this.#desk.me;
    const isIn = this.#desk.takesPart(room);
    if (this.#faceOf !== visitor.id) {
      this.#faceOf = visitor.id;
      const name = make('h2', { class: 'clip', dir: 'auto' }, visitor.name);
      const state = make('span', { class: 'talk-state' });
      const line = make('p', { class: 'soft clip' }, makePresence(), state);
      who.replaceChildren(makeAvatar(visitor), make('div', {}, name, line));
      body.setAttribute('aria-label', visitor.name);
    }
    const shown = this.#desk.client.state.presence.of(conversation.channel_id, visitor.id);
    const presence = /** @type {HTMLElement} */ (who.querySelector('.presence'));
    showPresence(presence, shown, describeVisitorFully);
    const state = /** @type {Element} */ (who.querySelector('.talk-state'));
    setText(state, describeState(conversation, isMine));
    form.hidden = !isIn || this.#desk.isWatching(room);
    close.hidden = !isMine;
    more.hidden = !isIn && !this.#desk.isSupervisor;
    take.hidden = !isInQueue(conversation.state) || this.#desk.isSupervisor;
    take.setAttribute('aria-busy', String(this.#desk.taking === conversation.channel_id));
    earlier.hidden = !room || room.log.after === 0;
    this.answer.setPlaceholder(`Write to ${visitor.name}`);
  }

  /** @param {Room | undefined} room @param {Waiting | undefined} waiting */
  #showLog(room, waiting) {
    const { channelId } = this;
    const { client, me } = this.#desk;
    const key = waiting ? 'preview' : 'log';
    const isOther = key !== this.#shown;
    if (isOther) {
      this.#shown = key;
      this.#timeline.clear();
    }
    const items = timelineItems({
      entries: waiting ? previewEntries(waiting) : (room?.log.entries ?? []),
      outbox: client.state.outbox.of(channelId),
      me: client.state.user,
      seenSeq: room ? seenByOthers(room, me) : 0,
      describe: describeForAgent,
    });
    this.#timeline.show(items, { isQuiet: isOther });
  }
}

/** @param {string} channelId */
function draftOf(channelId) {
  const key = `natter.draft.${channelId}`;
  return createKeptValue({ key, accept: acceptText, storages: [ofThisTab] });
}
