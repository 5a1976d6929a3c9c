import { acceptText, createKeptValue, ofThisTab } from '../client/kept-value.js';
import { seenByOthers } from '../client/room.js';
import { Composer } from '../parts/composer.js';
import { setText } from '../parts/elements.js';
import { plainLine } from '../parts/markdown-text.js';
import { showTypists } from '../parts/typing.js';
import { readChannelPage } from './channel-page.js';
import { createHead } from './head.js';
import { channelItems } from './items.js';
import { makeLine, updateLine } from './line.js';
import { LogView } from './log-view.js';
import { showStrip } from './strip.js';
import { describeForMember } from './words.js';

/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('./items.js').Item} Item */
/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./story.js').Story} Story */

const retryMs = 1500;
const quotedLength = 200;

/** The middle pane: one channel. */
export class Channel {
  page = readChannelPage();
  #member;
  #redraw;
  #head;
  /** @type {LogView<Item>} */
  #view;
  #shown = '';
  /** The last seq read when this channel came on screen. */
  #unreadAfter = 0;
  /** A message to be shown as soon as it is here. */
  #wanted = 0;
  #isFailing = false;
  /** @type {import('./line.js').LineActs} */
  #acts;

  /**
   * @param {MemberPlace} member
   * @param {{
   *   redraw: () => void, acts: import('./line.js').LineActs, onSend: (text: string) => void,
   *   isSeen: () => boolean,
   * }} options
   */
  constructor(member, { redraw, acts, onSend, isSeen }) {
    this.#member = member;
    this.#redraw = redraw;
    this.#acts = acts;
    this.isSeen = isSeen;
    this.#head = createHead(member);
    this.#view = new LogView(this.page, {
      make: (item) => makeLine(item, acts),
      update: (line, item) => updateLine(line, item, acts),
      onScroll: redraw,
    });
    this.composer = new Composer(this.page.form, {
      draft: draftOf(''),
      onSend,
      onTyping: () => member.client.typing(member.key),
    });
    this.page.jump.addEventListener('click', () => this.toNewest());
  }

  /** @returns {Story} */
  get story() {
    return this.#member.storyOf(this.#member.key);
  }

  /** Shows a message, however old. @param {number} seq */
  showMessage(seq) {
    this.#wanted = seq;
    const { room } = this.#member;
    const isHere = this.story.find(seq) !== undefined;
    if (room && !isHere) void this.#open(room, seq);
    this.#redraw();
  }

  toNewest() {
    const { room } = this.#member;
    this.#wanted = 0;
    this.#unreadAfter = 0;
    if (room && !this.story.isAtEnd) {
      this.#view.isAtBottom = true;
      void this.#open(room, room.head);
    } else this.#view.toBottom();
    this.#redraw();
  }

  keepBottom() {
    this.#view.keepBottom();
  }

  /** What a message that is held says, for who answers it. @param {number} seq */
  quoteOf(seq) {
    const message = this.story.find(seq);
    if (!message) return null;
    const text = message.deleted ? 'deleted' : plainLine(message.data).slice(0, quotedLength);
    return { name: message.name, text: message.type === 'text' ? text : 'a file' };
  }

  /** What stands where the conversation would be is shown by the page itself. */
  show() {
    const { room, here, key } = this.#member;
    this.page.empty.hidden = Boolean(room && here);
    this.page.body.hidden = !room || !here;
    if (!room || !here) return this.#leave();
    if (key !== this.#shown) this.#enter(room, key);
    this.#head.show(here);
    showStrip(this.page.strip, this.#member.client.state.connection, here);
    this.#showComposer(here);
    this.#showLog(room);
    if (showTypists(this.page.typing, room)) this.keepBottom();
  }

  #leave() {
    this.#shown = '';
    this.#view.clear();
  }

  /** @param {Room} room @param {string} key */
  #enter(room, key) {
    this.#shown = key;
    this.#view.clear();
    this.#isFailing = false;
    this.composer.useDraft(draftOf(key));
    const { seq } = this.#member.target;
    const isUnread = (room.unread ?? 0) > 0;
    this.#unreadAfter = isUnread ? room.seen : 0;
    this.#wanted = seq;
    const { story } = this;
    const from = seq || (isUnread ? room.seen + 1 : room.head);
    const isHeld = story.isLoaded && story.isAtEnd && !seq && !isUnread;
    if (!isHeld) void this.#open(room, from);
  }

  /** @param {Room} room @param {number} seq */
  async #open(room, seq) {
    const { story } = this;
    const { head } = room;
    const { after, last, entries } = room.log;
    try {
      await story.openAround(seq, { head, after, last, entries });
      this.#isFailing = false;
      if (this.#wanted > 0 && !story.find(this.#wanted)) this.#wanted = 0;
    } catch {
      this.#fail(() => this.#open(room, seq));
    }
    this.#redraw();
  }

  /** It is tried again for as long as this channel is on screen. @param {() => Promise<void>} again */
  #fail(again) {
    const key = this.#shown;
    this.#isFailing = true;
    setTimeout(() => {
      if (key === this.#shown && this.#isFailing) void again();
    }, retryMs);
  }

  /** @param {import('./places.js').Place} here */
  #showComposer({ kind, title, isActive, room }) {
    const isOver = !isActive || !room.joined;
    this.page.form.hidden = isOver;
    const whom = kind === 'desk' ? 'the help desk' : title;
    this.composer.setPlaceholder(`Write to ${whom}`);
  }

  /** @param {Room} room */
  #showLog(room) {
    const { client, me } = this.#member;
    const { story } = this;
    story.follow(room.log);
    const isLoaded = story.isLoaded;
    const { isAtEnd } = story;
    this.page.waiting.hidden = isLoaded || this.#isFailing;
    this.page.failed.hidden = !this.#isFailing || isLoaded;
    this.page.start.hidden = !isLoaded || story.after > 0;
    this.page.older.hidden = !isLoaded || story.after === 0;
    if (!isLoaded) return;
    const isDirect = room.channel.kind !== 'team';
    const items = channelItems({
      entries: story.entries,
      outbox: isAtEnd ? client.state.outbox.of(this.#member.key) : [],
      me: client.state.user,
      seenSeq: isDirect ? seenByOthers(room, me) : 0,
      unreadAfter: this.#unreadAfter,
      describe: describeForMember,
    });
    const isFirst = this.page.list.childElementCount === 0;
    this.#view.show(items, { isQuiet: isFirst, isEnd: isAtEnd });
    this.#placeReader(items, isFirst);
    this.#readOn(room);
    const isNewest = isAtEnd && this.#view.isAtBottom;
    this.page.jump.hidden = isNewest;
    setText(this.page.jumpWords, (room.unread ?? 0) > 0 ? 'New messages' : 'To the newest');
    if (isNewest && this.isSeen()) client.seen(this.#member.key);
  }

  /** @param {Item[]} items @param {boolean} isFirst */
  #placeReader(items, isFirst) {
    if (this.#wanted > 0) {
      const seq = this.#wanted;
      const item = items.find((one) => one.kind === 'message' && one.seq === seq);
      if (!item) return;
      this.#wanted = 0;
      this.#view.toItem(item.key);
      this.#point(item.key);
    } else if (isFirst && this.#unreadAfter > 0) this.#view.toItem('unread');
  }

  /** Marks a message for a moment, and puts the focus there. @param {string} key */
  #point(key) {
    const line = this.#view.find(key);
    if (!line) return;
    for (const other of this.page.list.querySelectorAll('.message-pointed')) {
      other.classList.remove('message-pointed');
    }
    line.classList.add('message-pointed');
    line.focus({ preventScroll: true });
  }

  /** Fetches what lies beyond the ends of what is held, before one gets there. @param {Room} room */
  #readOn(room) {
    const { story } = this;
    const { top, bottom } = this.#view.near;
    if (story.isBusy) return;
    const { head } = room;
    const { after, last, entries } = room.log;
    const isMore = top && story.after > 0;
    if (!isMore && !(bottom && !story.isAtEnd)) return;
    const reading = isMore ? story.older() : story.newer({ head, after, last, entries });
    reading.then(this.#redraw, () => setTimeout(this.#redraw, retryMs));
  }
}

/** @param {string} key */
export function draftOf(key) {
  return createKeptValue({
    key: `natter.draft.${key}`,
    accept: acceptText,
    storages: [ofThisTab],
  });
}
