import { isolate } from '../parts/isolate.js';
import { makeNotesBlock } from '../parts/notes-block.js';
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

  /** @param {string} channelId */
  function blockOf(channelId) {
    const known = blocks.get(channelId);
    if (known) return known;
    const block = makeBlock(desk, channelId, {
      place,
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
 *   place: HTMLElement, people: () => readonly Colleague[], refresh: () => Promise<void>,
 * }} options
 */
function makeBlock(desk, channelId, { place, people, refresh }) {
  const { client } = desk;
  place.replaceChildren();
  const draftKey = `natter.note.${channelId}`;
  const block = makeNotesBlock(client, channelId, { place, draftKey, onSend: offerToBring });
  const { form } = block;
  const suggest = createSuggest(form, {
    label: 'Colleagues',
    read: readMention,
    find: (typed) =>
      people()
        .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
        .map(({ name, role }) => ({ label: name, note: role, text: `@${name} ` })),
  });
  form.addEventListener('focusin', () => {
    void refresh().then(() => {
      // Whoever types faster than they come has typed a name meanwhile.
      if (form.contains(document.activeElement)) suggest.look();
    });
  });

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

  return block;
}
