import { make, makeIcon, need, setText } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import { plainLine } from '../parts/markdown-text.js';
import { showToast } from '../parts/toast.js';
import { draftOf } from './channel.js';
import { namesOfTypes } from './file-words.js';

/** @typedef {import('./items.js').LineItem} LineItem */
/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */

const shownLength = 120;

/**
 * What goes out of the composer: something new, the answer to a message, or a message anew.
 * @param {MemberPlace} member
 * @param {{ composer: () => import('../parts/composer.js').Composer, onSent: () => void }} options
 */
export function createWriting(member, { composer, onSent }) {
  const banner = need('writing', HTMLElement);
  const words = make('p', { class: 'clip', dir: 'auto' });
  const leave = make(
    'button',
    {
      class: 'button button-plain button-icon button-small',
      type: 'button',
      'aria-label': 'Leave it',
    },
    makeIcon('close', 'icon icon-small'),
  );
  banner.append(words, leave);
  /** @type {{ kind: 'answer' | 'edit', item: LineItem, key: string } | null} */
  let about = null;

  /** @param {'answer' | 'edit'} kind @param {LineItem} item */
  function begin(kind, item) {
    if (about?.kind === 'edit') composer().useDraft(draftOf(member, about.key));
    about = { kind, item, key: member.key };
    if (kind === 'edit') composer().useDraft(createNote(item.data));
    show();
    composer().focus();
  }

  function end() {
    if (about?.kind === 'edit') composer().useDraft(draftOf(member, member.key));
    about = null;
    show();
  }

  function show() {
    if (about && about.key !== member.key) about = null;
    banner.hidden = about === null;
    if (!about) return;
    const { item, kind } = about;
    const said = item.type === 'text' ? plainLine(item.data) : namesOfTypes[item.type];
    const whom = item.mine ? 'yourself' : item.name;
    const answer = `Answer to ${isolate(whom)}: ${said.slice(0, shownLength)}`;
    setText(words, kind === 'edit' ? 'Editing your message. Enter saves it.' : answer);
  }

  /** @param {string} text @param {LineItem} item */
  async function saveEdit(text, item) {
    const { team, person } = member.target;
    const to = person ? `?to=${person}` : '';
    try {
      const path = `/v1/channels/${team}/messages/${item.seq}${to}`;
      await member.api.change('PATCH', path, { body: { data: text } });
    } catch (error) {
      showToast(error instanceof Error ? error.message : 'Nothing was changed.');
      composer().useDraft(createNote(text));
      about = { kind: 'edit', item, key: member.key };
      show();
    }
  }

  leave.addEventListener('click', () => {
    end();
    composer().focus();
  });

  return {
    show,
    /** @param {LineItem} item */
    answer: (item) => begin('answer', item),
    /** @param {LineItem} item */
    edit: (item) => begin('edit', item),
    /** False when there was nothing to leave. */
    leave: () => {
      if (!about) return false;
      end();
      return true;
    },
    /**
     * Says how files go that stand ready: null leaves them there.
     * @param {string} text blank when there are only files
     */
    send: (text) => {
      const now = about;
      end();
      if (now?.kind === 'edit') {
        if (text !== now.item.data) void saveEdit(text, now.item);
        return null;
      }
      const options = now ? { replyTo: now.item.seq } : {};
      if (text.trim() === '') return options;
      member.client.send(member.key, text, options);
      onSent();
      return {};
    },
  };
}

/** A draft that nobody keeps. @param {string} text */
function createNote(text) {
  return { read: () => text, write: () => {}, onElsewhere: () => {} };
}
