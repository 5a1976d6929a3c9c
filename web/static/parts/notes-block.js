import { acceptText, createKeptValue, ofThisTab } from '../client/kept-value.js';
import { findNotes } from '../client/notes-room.js';
import { Composer } from './composer.js';
import { make, makeIcon, setText } from './elements.js';
import { makeMarkdown } from './markdown-nodes.js';
import { Timeline } from './timeline.js';
import { timelineItems } from './timeline-items.js';

/**
 * Private notes beside one conversation, with a field of their own. The first that is written opens
 * them.
 * @param {import('../client/client.js').Client} client @param {string} channelId
 * @param {{ place: HTMLElement, draftKey: string, onSend?: (text: string) => void }} options
 */
export function makeNotesBlock(client, channelId, { place, draftKey, onSend }) {
  const parts = makeParts();
  const { element, form, empty } = parts;
  // A composer measures itself.
  place.append(element);
  const timeline = new Timeline(parts, {
    retry: (cid) => client.retry(cid),
    discard: (cid) => client.discard(cid),
    makeText: makeMarkdown,
  });
  const draft = createKeptValue({ key: draftKey, accept: acceptText, storages: [ofThisTab] });
  const composer = new Composer(form, { draft, onSend: send, onTyping: () => {} });
  composer.setPlaceholder('A note for your colleagues');

  const findRoom = () => findNotes(client.state.rooms, channelId);

  /** @param {string} text */
  function send(text) {
    const room = findRoom();
    client.send(room?.key ?? null, text, room ? {} : { notesOf: channelId });
    onSend?.(text);
  }

  return {
    element,
    form,
    focus: () => composer.focus(),
    show: () => {
      const room = findRoom();
      if (room && !room.isWanted) client.show(room.key);
      const items = timelineItems({
        entries: (room?.log.entries ?? []).filter(({ op }) => op === 'message'),
        outbox: room ? client.state.outbox.of(room.key) : client.state.outbox.of(null, channelId),
        me: client.state.user,
        seenSeq: 0,
        describe: () => null,
      });
      setText(empty, items.length === 0 ? 'Nobody wrote one yet.' : '');
      empty.hidden = items.length > 0;
      timeline.show(items, { isQuiet: false });
      if (room && document.hasFocus() && element.checkVisibility()) client.seen(room.key);
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
