import { seenByOthers } from '../client/room.js';
import { describeForAgent } from '../console/words.js';
import { setText } from '../parts/elements.js';
import { plainLine } from '../parts/markdown-text.js';
import { showToast } from '../parts/toast.js';
import { createFigures } from './file-figure.js';
import { namesOfTypes } from './file-words.js';
import { channelItems } from './items.js';
import { makeLine, updateLine } from './line.js';
import { LogView } from './log-view.js';
import { followFocus, listenToLongPress } from './reach-lines.js';
import { describeForMember, words } from './words.js';

/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('./items.js').Item} Item */
/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./story.js').Story} Story */
/** @typedef {ReturnType<typeof import('./channel-page.js').readChannelPage>} ChannelPage */

const retryMs = 1500;
const mostCounted = 99;
const quotedLength = 200;

/** What was said in a channel, as far as it is on screen. */
export class Stream {
  #member;
  #page;
  #redraw;
  #isSeen;
  #figures;
  /** @type {LogView<Item>} */
  #view;
  #shown = '';
  /** The last seq that was read when what came since came; 0 for no such line. */
  #unreadAfter = 0;
  #wasUnread = false;
  /** A message to be shown as soon as it is here. */
  #wanted = 0;
  #isFailing = false;

  /**
   * @param {MemberPlace} member
   * @param {{
   *   page: ChannelPage, files: import('./file-facts.js').FileFacts,
   *   acts: Omit<import('./line.js').LineActs, 'makeFigure'>,
   *   redraw: () => void, isSeen: () => boolean,
   * }} options
   */
  constructor(member, { page, files, acts, redraw, isSeen }) {
    this.#member = member;
    this.#page = page;
    this.#redraw = redraw;
    this.#isSeen = isSeen;
    this.#figures = createFigures(files, page.scroller);
    const lineActs = { ...acts, makeFigure: this.#figures.makeFigure };
    this.#view = new LogView(page, {
      make: (item) => makeLine(item, lineActs),
      update: (line, item) => updateLine(line, item, lineActs),
      onScroll: redraw,
    });
    followFocus(page.list);
    listenToLongPress(page.list, acts.openMenu);
  }

  /** @returns {Story} */
  get #story() {
    return this.#member.storyOf(this.#member.key);
  }

  /** Shows a message, however old. @param {number} seq */
  showMessage(seq) {
    this.#wanted = seq;
    const { room } = this.#member;
    const isHere = this.#story.find(seq) !== undefined;
    if (room && !isHere) void this.#open(room, seq);
    this.#redraw();
  }

  toNewest() {
    const { room } = this.#member;
    this.#wanted = 0;
    this.#unreadAfter = 0;
    if (room && !this.#story.isAtEnd) {
      this.#view.isAtBottom = true;
      void this.#open(room, room.head);
    } else this.#view.toBottom();
    this.#redraw();
  }

  keepBottom() {
    this.#view.keepBottom();
  }

  /** What a message says, for who answers it; null while nobody knows. @param {number} seq */
  quoteOf(seq) {
    const story = this.#story;
    const message = story.find(seq) ?? story.aside(seq);
    if (!message) {
      this.#readAside(story, seq);
      return null;
    }
    const { deleted, data, type, name } = message;
    const said = type === 'text' ? plainLine(data).slice(0, quotedLength) : namesOfTypes[type];
    return { name, text: deleted ? 'a deleted message' : said };
  }

  leave() {
    this.#shown = '';
    this.#view.clear();
  }

  /** @param {Room} room */
  show(room) {
    const { key, client } = this.#member;
    if (key !== this.#shown) this.#enter(room, key);
    const story = this.#story;
    story.follow(room.log);
    const { isLoaded, isAtEnd } = story;
    const page = this.#page;
    page.waiting.hidden = isLoaded || this.#isFailing;
    page.failed.hidden = !this.#isFailing || isLoaded;
    page.start.hidden = !isLoaded || story.after > 0;
    page.older.hidden = !isLoaded || story.after === 0;
    if (!isLoaded) return;
    this.#noteUnread(room, isAtEnd);
    const items = this.#items(room, story);
    const isFirst = page.list.childElementCount === 0;
    this.#view.show(items, { isQuiet: isFirst, isEnd: isAtEnd });
    this.#figures.show();
    this.#placeReader(items, isFirst);
    this.#readOn(room);
    const isNewest = isAtEnd && this.#view.isAtBottom;
    page.jump.hidden = isNewest;
    setText(page.jumpWords, describeJump(room.unread ?? 0));
    if (isNewest && this.#isSeen()) client.seen(key);
  }

  /** @param {Room} room @param {Story} story */
  #items(room, { entries, isAtEnd }) {
    const { client, key, me, here } = this.#member;
    const isDirect = room.channel.kind !== 'team';
    return channelItems({
      entries,
      outbox: isAtEnd ? client.state.outbox.of(key) : [],
      me: client.state.user,
      seenSeq: isDirect ? seenByOthers(room, me) : 0,
      unreadAfter: this.#unreadAfter,
      describe: here?.kind === 'help' ? describeForAgent : describeForMember,
    });
  }

  /** @param {Room} room @param {string} key */
  #enter(room, key) {
    this.#shown = key;
    this.#view.clear();
    this.#isFailing = false;
    const { seq } = this.#member.target;
    const isUnread = (room.unread ?? 0) > 0;
    this.#wasUnread = isUnread;
    this.#unreadAfter = isUnread ? room.seen : 0;
    this.#wanted = seq;
    const story = this.#story;
    const from = seq || (isUnread ? room.seen + 1 : room.head);
    const isHeld = story.isLoaded && story.isAtEnd && !seq && !isUnread;
    if (!isHeld) void this.#open(room, from);
  }

  /**
   * What came while nobody looked is set off from what was read.
   * @param {Room} room @param {boolean} isAtEnd
   */
  #noteUnread(room, isAtEnd) {
    const isUnread = (room.unread ?? 0) > 0;
    const isRead = isAtEnd && this.#view.isAtBottom && this.#isSeen();
    if (isUnread && !this.#wasUnread && !isRead) this.#unreadAfter = room.seen;
    this.#wasUnread = isUnread;
  }

  /** @param {Room} room @param {number} seq */
  async #open(room, seq) {
    const story = this.#story;
    const { head } = room;
    const { after, last, entries } = room.log;
    try {
      await story.openAround(seq, { head, after, last, entries });
      this.#isFailing = false;
      if (this.#wanted > 0 && !story.find(this.#wanted)) this.#missed();
    } catch {
      this.#fail(() => this.#open(room, seq));
    }
    this.#redraw();
  }

  /** What an address names is not there. */
  #missed() {
    this.#wanted = 0;
    showToast(words.noSuchMessage);
    this.toNewest();
  }

  /**
   * It is tried again for as long as this channel is on screen.
   * @param {() => Promise<void>} again
   */
  #fail(again) {
    const key = this.#shown;
    this.#isFailing = true;
    setTimeout(() => {
      if (key === this.#shown && this.#isFailing) void again();
    }, retryMs);
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
    for (const other of this.#page.list.querySelectorAll('[data-pointed]')) {
      other.removeAttribute('data-pointed');
    }
    line.setAttribute('data-pointed', '');
    line.focus({ preventScroll: true });
  }

  /**
   * Fetches what lies beyond the ends of what is held, before one gets there.
   * @param {Room} room
   */
  #readOn(room) {
    const story = this.#story;
    const { top, bottom } = this.#view.near;
    if (story.isBusy) return;
    const { head } = room;
    const { after, last, entries } = room.log;
    const isMore = top && story.after > 0;
    if (!isMore && !(bottom && !story.isAtEnd)) return;
    const reading = isMore ? story.older() : story.newer({ head, after, last, entries });
    reading.then(this.#redraw, () => setTimeout(this.#redraw, retryMs));
  }

  /** @param {Story} story @param {number} seq */
  #readAside(story, seq) {
    const { team, person } = this.#member.target;
    const query = { to: person || undefined };
    story.readAside(seq, async () => {
      /** @type {Omit<import('../client/frames.d.ts').MessageFrame, 'op'>} */
      const found = await this.#member.api.get(`/v1/channels/${team}/messages/${seq}`, { query });
      this.#redraw();
      return { ...found, op: 'message' };
    });
  }
}

/** Nobody counts further than the server does. @param {number} unread */
function describeJump(unread) {
  if (unread === 0) return 'To the newest';
  if (unread === 1) return '1 new message';
  return `${unread > mostCounted ? `${mostCounted}+` : unread} new messages`;
}
