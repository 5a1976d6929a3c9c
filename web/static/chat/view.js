import { acceptText, createKeptValue, ofThisTab } from '../client/kept-value.js';
import { isInQueue } from '../client/queue-states.js';
import { readByOthers, stateOf } from '../client/visitor-room.js';
import { Composer } from '../parts/composer.js';
import { make, setText } from '../parts/elements.js';
import { makeElements } from '../parts/markdown-elements.js';
import { parseSmall } from '../parts/markdown-small.js';
import { say } from '../parts/say.js';
import { createRedraw } from '../parts/redraw.js';
import { Timeline } from '../parts/timeline.js';
import { timelineItems } from '../parts/timeline-items.js';
import { showTypists } from '../parts/typing.js';
import { aPerson } from './choice.js';
import { listenToVisitor } from './listen.js';
import { placeholderFor } from './placeholder.js';
import { createStrip } from './strip.js';
import { createWhereabouts } from './whereabouts.js';
import { describeForVisitor } from './words.js';

/** @typedef {import('../client/visitor-room.js').VisitorRoom} Room */
/** @typedef {import('./chat.js').Chat} Chat */

/** Draws a chat and listens to what the visitor does. */
export class ChatView {
  #chat;
  #isShown;
  #page;
  #head;
  #strip;
  #timeline;
  #whereabouts;
  #shownChannel = '';
  /** Of which conversation the visitor is asked what they think. */
  #rated = '';
  #isDrawn = false;

  /**
   * @param {Chat} chat @param {import('./page.js').Page} page
   * @param {{
   *   head: ReturnType<typeof import('./head.js').createHead>, isShown: () => boolean,
   * }} options `isShown`: somebody can see it
   */
  constructor(chat, page, { head, isShown }) {
    const { client } = chat;
    this.#page = page;
    this.#chat = chat;
    this.#head = head;
    this.#isShown = isShown;
    this.redraw = createRedraw(() => this.#draw());
    this.#strip = createStrip(page.strip, { onRetry: () => client.hurry() });
    this.#timeline = new Timeline(
      { ...page, list: page.timeline },
      {
        retry: (cid) => client.retry(cid),
        discard: (cid) => client.discard(cid),
        makeText: (text) => makeElements(parseSmall(text)),
        makeFile: (id, type) => makeFile(chat, id, type),
      },
    );
    this.composer = new Composer(page.composer, {
      draft: createKeptValue({ key: 'natter.draft', accept: acceptText, storages: [ofThisTab] }),
      onSend: (text) => {
        const { nickname, email } = this.#page;
        chat.write(text, { nickname: nickname.value, email: chat.needsEmail ? email.value : '' });
      },
      hasMore: () => this.#page.email.value !== '' && chat.mode === 'starting' && chat.needsEmail,
      isReady: () =>
        !chat.needsEmail || chat.mode === 'talking' || this.#page.email.reportValidity(),
      onTyping: () => this.#whereabouts.typed(),
    });
    this.#whereabouts = createWhereabouts(chat, page.composer);
    this.#page.email.addEventListener('input', () => this.composer.refresh());
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
    const owner = room?.conversation?.owner;
    const here = room && owner ? stateOf(room, owner.id) : null;
    this.#head.show(room?.conversation, mode === 'closed' ? null : chat.wish, here);
    this.#strip.show(chat.client.state, room);
    this.composer.setPlaceholder(this.#placeholder());
    this.#drawLog(room);
    this.#drawRating(room, mode);
    this.#whereabouts.show();
    if (showTypists(this.#page.typing, typistsOf(room))) this.#timeline.keepBottom();
    if (room && this.#isShown()) chat.client.seen(room);
  }

  /** What there is to see and to press in this mode. */
  #drawParts() {
    const { mode, room, isKnown, isShut, needsEmail } = this.#chat;
    const page = this.#page;
    page.welcome.hidden = mode !== 'welcome';
    page.log.hidden = mode === 'welcome';
    page.returning.hidden = mode !== 'returning';
    page.closed.hidden = mode !== 'closed';
    page.composer.hidden = mode === 'closed' || (isShut && mode !== 'talking');
    page.emailField.hidden = !needsEmail || mode === 'talking';
    const state = mode === 'talking' ? room?.conversation?.state : undefined;
    const waits = isInQueue(state);
    const hasLeft = waits && room?.conversation?.left_message === true;
    page.handOver.hidden = state !== 'bot' && !hasLeft;
    page.leaveMessage.hidden = !waits || hasLeft;
    page.toBot.hidden = !waits || !knewBot(room);
    page.keep.hidden = !room;
    page.menuButton.hidden = mode === 'welcome' && !isKnown;
    page.endTalk.hidden = mode !== 'talking';
    page.earlier.hidden = !room || room.log.after === 0;
    page.nicknameField.hidden = isKnown || isShut;
    page.choices.hidden = isShut;
  }

  /** @param {Room | undefined} room @param {string} mode */
  #drawRating(room, mode) {
    const { origin, session } = this.#chat;
    const channelId = mode === 'closed' ? (room?.channel.id ?? '') : '';
    if (channelId === this.#rated) return;
    this.#rated = channelId;
    const place = this.#page.rating;
    place.replaceChildren();
    if (channelId === '') return;
    const source = { origin, channelId, token: () => session.token() };
    import('./rating.js')
      .then(({ showRating }) => showRating(place, source))
      // Without it there is nothing to answer; it is asked for again when the page is.
      .catch(() => undefined);
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
      seenSeq: room ? readByOthers(room, me?.id ?? '') : 0,
      describe: describeForVisitor,
    });
    this.#timeline.show(items, { isQuiet: isOther && !this.#isDrawn });
    if (items.length > 0) this.#isDrawn = true;
  }
}

/** @param {Room | undefined} room */
function typistsOf(room) {
  return room && room.typist.untilMs > Date.now() ? [room.typist] : [];
}

/** An automation answered in it before. @param {Room | undefined} room */
function knewBot(room) {
  return room?.log.entries.some((entry) => entry.op === 'message' && entry.role === 'automation');
}

/**
 * What shows files is fetched with the first of them.
 * @param {Chat} chat @param {string} id @param {string} type
 */
function makeFile({ origin, session }, id, type) {
  const place = make('span', {});
  import('../parts/file-link.js').then(
    ({ createFileLinks }) =>
      place.replaceChildren(createFileLinks({ origin, session }).makeFile(id, type)),
    () => setText(place, say('The file cannot be had just now.')),
  );
  return place;
}
