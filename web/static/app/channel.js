import { typists } from '../client/room.js';
import { Composer } from '../parts/composer.js';
import { showTypists } from '../parts/typing.js';
import { createAttaching } from './attaching.js';
import { readChannelPage } from './channel-page.js';
import { draftOf } from './drafts.js';
import { FileFacts } from './file-facts.js';
import { createHead } from './head.js';
import { Stream } from './stream.js';
import { showStrip } from './strip.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./attaching.js').SendOptions} SendOptions */

/** The middle pane: one channel. */
export class Channel {
  page = readChannelPage();
  #member;
  #head;
  #stream;
  #attaching;
  #resume;
  #shown = '';

  /**
   * @param {MemberPlace} member
   * @param {{
   *   redraw: () => void, acts: Omit<import('./line.js').LineActs, 'makeFigure'>,
   *   onSend: (text: string) => SendOptions | null, isSeen: () => boolean,
   *   resume: () => import('../parts/composer.js').Draft,
   * }} options
   *   `onSend` sends a text that is not blank and says how the files go that stand ready; null
   *   leaves them there; `resume` gives what was begun in the channel that comes on screen
   */
  constructor(member, { redraw, acts, onSend, isSeen, resume }) {
    this.#member = member;
    this.#resume = resume;
    const { page } = this;
    const files = new FileFacts(member.api, redraw);
    this.#head = createHead(member);
    this.#stream = new Stream(member, { page, files, acts, redraw, isSeen });
    this.#attaching = createAttaching(member, {
      page,
      files,
      onChange: redraw,
      onSent: () => this.toNewest(),
    });
    this.composer = new Composer(page.form, {
      draft: draftOf(member, ''),
      onSend: (text) => {
        const how = onSend(text);
        if (how) this.#attaching.send(how);
      },
      onTyping: () => member.client.typing(member.key),
      hasMore: () => this.#attaching.isReady,
    });
    page.jump.addEventListener('click', () => this.toNewest());
  }

  /** Shows a message, however old. @param {number} seq */
  showMessage(seq) {
    this.#stream.showMessage(seq);
  }

  toNewest() {
    this.#stream.toNewest();
  }

  /** @param {number} seq */
  quoteOf(seq) {
    return this.#stream.quoteOf(seq);
  }

  /** What stands where the conversation would be is shown by the page itself. */
  show() {
    const { room, here, key } = this.#member;
    this.page.empty.hidden = Boolean(room && here);
    this.page.body.hidden = !room || !here;
    if (!room || !here) {
      this.#shown = '';
      return this.#stream.leave();
    }
    if (key !== this.#shown) this.composer.useDraft(this.#resume());
    this.#shown = key;
    this.#head.show(here);
    showStrip(this.page.strip, this.#member.client.state, here);
    this.#showComposer(here);
    this.#stream.show(room);
    if (showTypists(this.page.typing, room ? typists(room) : [])) this.#stream.keepBottom();
  }

  /** @param {import('./places.js').Place} here */
  #showComposer({ kind, title, isActive, room }) {
    this.page.form.hidden = !isActive || !room.joined;
    const whom = kind === 'desk' ? 'the help desk' : title;
    this.composer.setPlaceholder(`Write to ${whom}`);
    this.#attaching.show();
    this.composer.refresh();
  }
}
