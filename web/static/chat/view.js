import { acceptText, createKeptValue, ofThisTab } from '../client/kept-value.js';
import { seenByOthers } from '../client/room.js';
import { Composer } from '../parts/composer.js';
import { need } from '../parts/elements.js';
import { createRedraw } from '../parts/redraw.js';
import { Timeline } from '../parts/timeline.js';
import { timelineItems } from '../parts/timeline-items.js';
import { showTypists } from '../parts/typing.js';
import { aPerson } from './choice.js';
import { createHead } from './head.js';
import { listenToVisitor } from './listen.js';
import { readPage } from './page.js';
import { createStrip } from './strip.js';
import { describeForVisitor, placeholderFor } from './words.js';

/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('./chat.js').Chat} Chat */

/** Draws a chat and listens to what the visitor does. */
export class ChatView {
  #chat;
  #isShown;
  #page = readPage();
  #head = createHead(need('who', HTMLElement));
  #strip;
  #timeline;
  #shownChannel = '';
  #isDrawn = false;

  /**
   * @param {Chat} chat
   * @param {{ isShown: () => boolean }} options `isShown`: somebody can see it
   */
  constructor(chat, { isShown }) {
    const { client } = chat;
    this.#chat = chat;
    this.#isShown = isShown;
    this.redraw = createRedraw(() => this.#draw());
    this.#strip = createStrip(need('strip', HTMLElement), { onRetry: () => client.hurry() });
    this.#timeline = new Timeline(this.#page, {
      retry: (cid) => client.retry(cid),
      discard: (cid) => client.discard(cid),
    });
    this.composer = new Composer(this.#page.form, {
      draft: createKeptValue({ key: 'natter.draft', accept: acceptText, storages: [ofThisTab] }),
      onSend: (text) => chat.write(text, this.#page.nickname.value),
      onTyping: () => chat.room && client.typing(chat.room.channel.id),
    });
    listenToVisitor(chat, this.#page, {
      redraw: this.redraw,
      focus: () => this.composer.focus(),
      clear: () => this.#timeline.clear(),
    });
    this.#draw();
  }

  #draw() {
    const chat = this.#chat;
    const { room, mode } = chat;
    this.#drawParts();
    const { presence } = chat.client.state;
    const owner = room?.conversation?.owner;
    const here = room && owner ? presence.of(room.channel.id, owner.id) : null;
    this.#head.show(room?.conversation, mode === 'closed' ? null : chat.wish, here);
    this.#strip.show(chat.client.state, room?.conversation);
    this.composer.setPlaceholder(this.#placeholder());
    this.#drawLog(room);
    if (showTypists(this.#page.typing, room)) this.#timeline.keepBottom();
    if (room && this.#isShown()) chat.client.seen(room.channel.id);
  }

  /** What there is to see and to press in this mode. */
  #drawParts() {
    const { mode, room, isKnown } = this.#chat;
    const page = this.#page;
    page.welcome.hidden = mode !== 'welcome';
    page.log.hidden = mode === 'welcome';
    page.returning.hidden = mode !== 'returning';
    page.closed.hidden = mode !== 'closed';
    page.form.hidden = mode === 'closed';
    page.handOver.hidden = mode !== 'talking' || room?.conversation?.state !== 'bot';
    page.menuButton.hidden = mode === 'welcome' && !isKnown;
    page.endTalk.hidden = mode !== 'talking';
    page.earlier.hidden = !room || room.log.after === 0;
    page.nicknameField.hidden = isKnown;
  }

  #placeholder() {
    const { room, wish } = this.#chat;
    const owner = room?.conversation?.owner;
    if (owner) return placeholderFor(owner.name, 'bot');
    const { title, kind } = room ? aPerson : (wish ?? aPerson);
    return placeholderFor(title, kind);
  }

  /** @param {Room | undefined} room */
  #drawLog(room) {
    const { client, session } = this.#chat;
    const { outbox, user } = client.state;
    const channelId = room?.channel.id ?? '';
    // The first message stays on screen while its conversation is being made.
    const isOther = channelId !== this.#shownChannel;
    if (isOther && this.#shownChannel !== '') this.#timeline.clear();
    this.#shownChannel = channelId;
    const me = user ?? session.user;
    const items = timelineItems({
      entries: room?.log.entries ?? [],
      outbox: [...(room ? outbox.of(channelId) : []), ...outbox.of(null)],
      me,
      seenSeq: room ? seenByOthers(room, me?.id ?? '') : 0,
      describe: describeForVisitor,
    });
    this.#timeline.show(items, { isQuiet: isOther && !this.#isDrawn });
    if (items.length > 0) this.#isDrawn = true;
  }
}
