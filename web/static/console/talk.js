import { acceptText, createKeptValue, ofThisTab } from '../client/kept-value.js';
import { seenByOthers } from '../client/room.js';
import { makeAvatar } from '../parts/avatar.js';
import { Composer } from '../parts/composer.js';
import { make, makeDrawing, setText } from '../parts/elements.js';
import { describeVisitorFully, makePresence, showPresence } from '../parts/presence.js';
import { Timeline } from '../parts/timeline.js';
import { timelineItems } from '../parts/timeline-items.js';
import { showTypists } from '../parts/typing.js';
import { previewEntries } from './preview.js';
import { readTalkPage } from './talk-page.js';
import { showTalkStrip } from './talk-strip.js';
import { describeForAgent, describeState, words } from './words.js';

/** @typedef {import('../client/frames.d.ts').Conversation} Conversation */
/** @typedef {import('../client/frames.d.ts').Waiting} Waiting */
/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('./desk.js').Desk} Desk */

/** The middle pane: one conversation. */
export class Talk {
  #desk;
  #page = readTalkPage();
  #timeline;
  #shown = '';
  #faceOf = '';

  /** @param {Desk} desk */
  constructor(desk) {
    const { client } = desk;
    this.#desk = desk;
    this.#page.empty.prepend(makeDrawing('talk'));
    this.#timeline = new Timeline(this.#page, {
      retry: (cid) => client.retry(cid),
      discard: (cid) => client.discard(cid),
    });
    this.answer = new Composer(this.#page.form, {
      draft: draftOf(''),
      onSend: (text) => client.send(desk.selected, text),
      onTyping: () => client.typing(desk.selected),
    });
    this.#page.earlier.addEventListener('click', () => client.earlier(desk.selected));
  }

  show() {
    const { selected, client } = this.#desk;
    const waiting = client.state.waiting.get(selected);
    const room = waiting ? undefined : client.state.rooms.get(selected);
    const conversation = waiting ?? room?.conversation;
    this.#page.empty.hidden = Boolean(conversation);
    this.#page.body.hidden = !conversation;
    if (!conversation) {
      this.#shown = '';
      return this.#showEmpty();
    }
    this.#showHead(conversation, room);
    showTalkStrip(this.#page.strip, client.state.connection, room, waiting);
    this.#showLog(room, waiting);
    if (showTypists(this.#page.typing, room)) this.#timeline.keepBottom();
  }

  #showEmpty() {
    const { waiting, mine, client } = this.#desk;
    const idle = client.state.online ? words.nothingToDo : words.offline;
    const line = mine.length > 0 ? words.noneOpen : idle;
    setText(this.#page.emptyLine, waiting[0] ? words.noneSelected : line);
    this.#page.takeNext.hidden = !waiting[0];
    setText(this.#page.takeNext, `Take ${waiting[0]?.visitor.name ?? ''}`);
  }

  /** @param {Conversation} conversation @param {Room | undefined} room */
  #showHead(conversation, room) {
    const { visitor } = conversation;
    const { who, form, close, take, earlier } = this.#page;
    const isMine = Boolean(room?.joined) && conversation.owner?.id === this.#desk.me;
    if (this.#faceOf !== visitor.id) {
      this.#faceOf = visitor.id;
      const name = make('h2', { class: 'clip', dir: 'auto' }, visitor.name);
      const state = make('span', { class: 'talk-state' });
      const line = make('p', { class: 'soft clip' }, makePresence(), state);
      who.replaceChildren(makeAvatar(visitor), make('div', {}, name, line));
    }
    const shown = this.#desk.client.state.presence.of(conversation.channel_id, visitor.id);
    const presence = /** @type {HTMLElement} */ (who.querySelector('.presence'));
    showPresence(presence, shown, describeVisitorFully);
    const state = /** @type {Element} */ (who.querySelector('.talk-state'));
    setText(state, describeState(conversation, isMine));
    form.hidden = !isMine;
    close.hidden = !isMine;
    take.hidden = conversation.state !== 'waiting';
    take.setAttribute('aria-busy', String(this.#desk.taking === conversation.channel_id));
    earlier.hidden = !room || room.log.after === 0;
    this.answer.setPlaceholder(`Write to ${visitor.name}`);
  }

  /** @param {Room | undefined} room @param {Waiting | undefined} waiting */
  #showLog(room, waiting) {
    const { selected, client, me } = this.#desk;
    const key = `${selected} ${waiting ? 'preview' : 'log'}`;
    const isOther = key !== this.#shown;
    if (isOther) {
      this.#shown = key;
      this.#timeline.clear();
      this.answer.useDraft(draftOf(selected));
    }
    const items = timelineItems({
      entries: waiting ? previewEntries(waiting) : (room?.log.entries ?? []),
      outbox: client.state.outbox.of(selected),
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
