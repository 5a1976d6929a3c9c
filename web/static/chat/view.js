import { createKeptValue } from '../client/kept-value.js';
import { seenByOthers, typists } from '../client/room.js';
import { createComposer } from '../parts/composer.js';
import { askToConfirm } from '../parts/confirm.js';
import { make, need, setText } from '../parts/elements.js';
import { createTimeline } from '../parts/timeline.js';
import { timelineItems } from '../parts/timeline-items.js';
import { showToast } from '../parts/toast.js';
import { aPerson } from './choices.js';
import { createHead } from './head.js';
import { createStrip } from './strip.js';
import { describeForVisitor, placeholderFor, words } from './words.js';

/** @typedef {import('./create-chat.js').Chat} Chat */

const tickMs = 1000;

/**
 * Draws a chat and listens to what the visitor does.
 * @param {Chat} chat
 * @param {{ isShown: () => boolean }} options `isShown`: somebody can see the conversation
 */
export function createChatView(chat, { isShown }) {
  const { client } = chat;
  const page = readPage();
  const head = createHead(need('who', HTMLElement));
  const strip = createStrip(need('strip', HTMLElement), { onRetry: client.hurry });
  const timeline = createTimeline({
    scroller: page.scroller,
    list: page.list,
    jump: page.jump,
    actions: { retry: client.retry, discard: client.discard },
  });
  const composer = createComposer({
    form: page.form,
    draft: createKeptValue('natter.draft', [() => globalThis.sessionStorage]),
    onSend: (text) => chat.write(text, page.nickname.value),
    onTyping() {
      const room = chat.room();
      if (room) client.typing(room.channel.id);
    },
  });
  let shownChannel = '';
  let drawn = false;
  let due = false;

  /** Draws once, however much changed in this turn. */
  function change() {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      draw();
    });
  }

  function draw() {
    const mode = chat.mode();
    const room = chat.room();
    const conversation = room?.conversation;
    const wish = chat.chosen();
    document.documentElement.dataset.mode = mode;
    page.welcome.hidden = mode !== 'welcome';
    page.log.hidden = mode === 'welcome';
    page.returning.hidden = mode !== 'returning';
    page.closed.hidden = mode !== 'closed';
    page.form.hidden = mode === 'closed';
    page.handOver.hidden = mode !== 'talking' || conversation?.state !== 'bot';
    page.menuButton.hidden = mode === 'welcome' && !chat.session.known();
    page.endTalk.hidden = mode !== 'talking';
    page.earlier.hidden = !room || room.log.after === 0;
    page.nicknameField.hidden = chat.session.known();
    head.show(conversation, mode === 'closed' ? null : wish);
    strip.show(client.state, conversation);
    if (mode === 'closed') setText(page.closedLine, words.closed);
    composer.setPlaceholder(placeholder(room));
    drawLog(room);
    drawTyping(room);
    readIfShown();
  }

  /** @param {ReturnType<Chat['room']>} room */
  function placeholder(room) {
    const owner = room?.conversation?.owner;
    if (owner) return placeholderFor(owner.name, 'bot');
    if (room) return placeholderFor('', 'person');
    const wish = chat.chosen() ?? aPerson;
    return placeholderFor(wish.title, wish.kind);
  }

  /** @param {ReturnType<Chat['room']>} room */
  function drawLog(room) {
    const channelId = room?.channel.id ?? '';
    // The first message stays on screen while its conversation is being made.
    if (channelId !== shownChannel && shownChannel !== '') timeline.clear();
    const fresh = channelId !== shownChannel;
    shownChannel = channelId;
    const { outbox } = client.state;
    const items = timelineItems({
      entries: room?.log.entries ?? [],
      outbox: [...(room ? outbox.items(channelId) : []), ...outbox.items(null)],
      me: client.state.user ?? chat.session.user(),
      seenSeq: room ? seenByOthers(room) : 0,
      describe: describeForVisitor,
    });
    timeline.show(items, { quiet: fresh && !drawn });
    if (items.length > 0) drawn = true;
  }

  /** @param {ReturnType<Chat['room']>} room */
  function drawTyping(room) {
    const typing = room ? typists(room) : [];
    page.typing.hidden = typing.length === 0;
    if (typing.length === 0) return;
    const first = typing[0];
    const key = typing.map(({ name }) => name).join();
    if (page.typing.dataset.who !== key) {
      page.typing.dataset.who = key;
      page.typing.replaceChildren(
        make('span', {}, make('bdi', {}, first?.name ?? ''), ' is typing…'),
      );
    }
    if (timeline.atBottom) timeline.toBottom();
  }

  function readIfShown() {
    const room = chat.room();
    if (room && room.joined && isShown()) client.seen(room.channel.id);
  }

  listenToPage(chat, page, { change, composer, timeline });
  client.listen((event) => {
    if (event.type === 'refused') showToast(event.error.message);
    change();
  });
  setInterval(change, tickMs);
  for (const name of ['online', 'focus', 'pageshow']) addEventListener(name, () => client.hurry());
  addEventListener('offline', change);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) client.hurry();
    change();
  });
  draw();
  return { change, composer, draw };
}

/**
 * @param {Chat} chat @param {ReturnType<typeof readPage>} page
 * @param {{ change: () => void, composer: ReturnType<typeof createComposer>, timeline: import('../parts/timeline.js').Timeline }} view
 */
function listenToPage(chat, page, { change, composer, timeline }) {
  const { client } = chat;
  page.handOver.addEventListener('click', () => {
    const room = chat.room();
    if (room && !client.handOff(room.channel.id)) showToast(words.reconnecting);
    composer.focus();
  });
  page.earlier.addEventListener('click', () => client.earlier(chat.room()?.channel.id ?? ''));
  page.startAgain.addEventListener('click', () => {
    chat.startAgain();
    timeline.clear();
    change();
    composer.focus();
  });
  page.endTalk.addEventListener('click', async () => {
    page.menu.hidePopover();
    const sure = await askToConfirm({
      title: 'End this conversation?',
      text: 'Nobody will answer in it any more. You can still read it and start another.',
      action: 'End it',
    });
    const room = chat.room();
    if (sure && room && !client.done(room.channel.id)) showToast(words.reconnecting);
  });
  page.forgetMe.addEventListener('click', async () => {
    page.menu.hidePopover();
    const sure = await askToConfirm({
      title: 'Forget me on this device?',
      text: 'This browser loses its way back to your conversations. They are not deleted.',
      action: 'Forget me',
    });
    if (!sure) return;
    chat.forget();
    location.reload();
  });
}

function readPage() {
  return {
    scroller: need('scroller', HTMLElement),
    welcome: need('welcome', HTMLElement),
    log: need('log', HTMLElement),
    returning: need('returning', HTMLElement),
    list: need('timeline', HTMLElement),
    jump: need('jump', HTMLElement),
    typing: need('typing', HTMLElement),
    earlier: need('earlier', HTMLElement),
    closed: need('closed', HTMLElement),
    closedLine: need('closed-line', HTMLElement),
    startAgain: need('start-again', HTMLElement),
    form: need('composer', HTMLFormElement),
    nickname: need('nickname', HTMLInputElement),
    nicknameField: need('nickname-field', HTMLElement),
    handOver: need('hand-over', HTMLElement),
    menu: need('menu', HTMLElement),
    menuButton: need('menu-button', HTMLElement),
    endTalk: need('end-talk', HTMLElement),
    forgetMe: need('forget-me', HTMLElement),
  };
}
