import { acceptText, createKeptValue, ofThisTab } from '../client/kept-value.js';
import { Composer } from '../parts/composer.js';
import { make, makeIcon, setText } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import { makeMarkdown } from '../parts/markdown-nodes.js';
import { Timeline } from '../parts/timeline.js';
import { timelineItems } from '../parts/timeline-items.js';
import { showToast } from '../parts/toast.js';
import { readColleagues } from './colleagues.js';
import { createSuggest } from './suggest.js';
import { words } from './words.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('./colleagues.js').Colleague} Colleague */

/** `@` and what is typed of a name. @param {string} before the text up to the caret */
export function readMention(before) {
  const found = /(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{N} ._'-]{0,40}|)$/u.exec(before);
  if (!found) return null;
  const [, typed = ''] = found;
  return { typed, from: before.length - typed.length - 1 };
}

/**
 * Whose names stand behind an `@` in a text; of two that begin alike the longer one.
 * @param {string} text @param {readonly { id: string, name: string }[]} people
 */
export function mentionedIn(text, people) {
  const byLength = people.toSorted((a, b) => b.name.length - a.name.length);
  let rest = text;
  return byLength.filter(({ name }) => {
    if (!rest.includes(`@${name}`)) return false;
    rest = rest.replaceAll(`@${name}`, '');
    return true;
  });
}

/**
 * Private notes beside a conversation, in a block of their own that no visitor ever sees. They are
 * opened when somebody wants them; where some were written, they are there.
 * @param {Desk} desk @param {HTMLElement} place
 * @param {{ onOpen: (channelId: string) => void }} options
 */
export function createNotes(desk, place, { onOpen }) {
  const { client } = desk;
  /** @type {Map<string, ReturnType<typeof makeBlock>>} one each, so that what is typed stays */
  const blocks = new Map();
  /** @type {Colleague[]} */
  let people = [];

  client.listen((event) => {
    if (event.type !== 'message' || !event.live || event.message.from === desk.me) return;
    const room = client.state.rooms.get(event.channelId);
    if (room?.channel.kind !== 'notes') return;
    const me = client.state.user;
    const isMe = me !== null && mentionedIn(event.message.data, [me]).length > 0;
    const about = room.channel.notes_of ?? '';
    const name = client.state.rooms.get(about)?.conversation?.visitor.name ?? 'a conversation';
    const what = isMe ? 'mentioned you in a note on' : 'wrote a note on';
    const act = () => onOpen(about);
    showToast(`${isolate(event.message.name)} ${what} ${isolate(name)}.`, {
      label: 'Open',
      act,
      about: event.channelId,
    });
  });

  const roomOf = (/** @type {string} */ channelId) =>
    [...client.state.rooms.values()].find(
      ({ joined, channel }) => joined && channel.kind === 'notes' && channel.notes_of === channelId,
    );

  /** @param {string} channelId */
  function blockOf(channelId) {
    const known = blocks.get(channelId);
    if (known) return known;
    const block = makeBlock(desk, channelId, {
      place,
      roomOf,
      people: () => people,
      refresh: () =>
        readColleagues().then(
          (all) => void (people = all.people),
          () => undefined,
        ),
    });
    blocks.set(channelId, block);
    return block;
  }

  return {
    /** @param {string} channelId of a conversation in which one takes part, else empty */
    show: (channelId) => {
      place.hidden = channelId === '';
      if (channelId === '') return;
      const block = blockOf(channelId);
      if (place.firstElementChild !== block.element) place.replaceChildren(block.element);
      block.show();
    },
    /** @param {string} channelId */
    focus: (channelId) => blockOf(channelId).focus(),
  };
}

/**
 * @param {Desk} desk @param {string} channelId
 * @param {{
 *   place: HTMLElement,
 *   roomOf: (channelId: string) => import('../client/room.js').Room | undefined,
 *   people: () => readonly Colleague[], refresh: () => Promise<void>,
 * }} options
 */
function makeBlock(desk, channelId, { place, roomOf, people, refresh }) {
  const { client } = desk;
  const parts = makeParts();
  // A composer measures itself.
  place.replaceChildren(parts.element);
  const timeline = new Timeline(parts, {
    retry: (cid) => client.retry(cid),
    discard: (cid) => client.discard(cid),
    makeText: makeMarkdown,
  });
  const draft = createKeptValue({
    key: `natter.note.${channelId}`,
    accept: acceptText,
    storages: [ofThisTab],
  });
  const composer = new Composer(parts.form, { draft, onSend: send, onTyping: () => {} });
  composer.setPlaceholder('A note for your colleagues');
  const suggest = createSuggest(parts.form, {
    label: 'Colleagues',
    read: readMention,
    find: (typed) =>
      people()
        .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
        .map(({ name, role }) => ({ label: name, note: role, text: `@${name} ` })),
  });
  parts.form.addEventListener('focusin', () => {
    void refresh().then(() => {
      // Whoever types faster than they come has typed a name meanwhile.
      if (parts.form.contains(document.activeElement)) suggest.look();
    });
  });

  /** @param {string} text */
  function send(text) {
    const room = roomOf(channelId);
    client.send(room?.key ?? null, text, room ? {} : { notesOf: channelId });
    offerToBring(text);
  }

  /** Whoever is mentioned and not in it would never read it. @param {string} text */
  function offerToBring(text) {
    const others = people().filter(({ id }) => id !== desk.me);
    for (const { id, name } of mentionedIn(text, others)) {
      const act = () => {
        if (!client.act('bring', channelId, { person_id: id })) showToast(words.notNow);
      };
      showToast(`${isolate(name)} reads notes once they are in it.`, {
        label: 'Bring in',
        act,
        about: id,
      });
    }
  }

  return {
    element: parts.element,
    focus: () => composer.focus(),
    show: () => {
      const room = roomOf(channelId);
      if (room && !room.isWanted) client.show(room.key);
      const items = timelineItems({
        entries: (room?.log.entries ?? []).filter(({ op }) => op === 'message'),
        outbox: room ? client.state.outbox.of(room.key) : client.state.outbox.of(null, channelId),
        me: client.state.user,
        seenSeq: 0,
        describe: () => null,
      });
      setText(parts.empty, items.length === 0 ? 'Nobody wrote one yet.' : '');
      parts.empty.hidden = items.length > 0;
      timeline.show(items, { isQuiet: false });
      if (room && document.hasFocus() && parts.element.checkVisibility()) client.seen(room.key);
    },
  };
}

function makeParts() {
  const list = make('ol', { class: 'timeline' });
  const empty = make('p', { class: 'soft notes-empty' });
  const log = make('div', { class: 'notes-log', role: 'log', 'aria-label': 'Private notes' }, list);
  const jump = make('button', {
    class: 'visually-hidden',
    type: 'button',
    hidden: true,
    tabindex: -1,
  });
  const input = make('textarea', {
    class: 'composer-input',
    rows: 1,
    'aria-label': 'Private note',
    autocomplete: 'off',
    readonly: true,
  });
  const button = make(
    'button',
    { class: 'button button-quiet button-small', type: 'submit', disabled: true },
    'Add note',
  );
  const said = make('p', { class: 'composer-note soft', role: 'status', hidden: true });
  const form = make('form', { class: 'notes-form' }, input, button, said);
  const scroller = make('div', { class: 'notes-scroll' }, empty, log);
  const title = make('h3', {}, makeIcon('lock', 'icon icon-small'), ' Private notes');
  const promise = make(
    'p',
    { class: 'notes-promise' },
    'Only your colleagues read them, never the visitor.',
  );
  const element = make('section', { class: 'notes' }, title, promise, scroller, jump, form);
  element.setAttribute('aria-label', 'Private notes');
  return { element, scroller, log, list, jump, empty, form };
}
