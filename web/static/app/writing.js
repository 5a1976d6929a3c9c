import { make, makeIcon, need, setText } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import { plainLine } from '../parts/markdown-text.js';
import { showToast } from '../parts/toast.js';
import { targetOf } from './addresses.js';
import { aboutOf, draftOf } from './drafts.js';
import { namesOfTypes } from './file-words.js';

/** @typedef {import('./drafts.js').About} About */
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
  /** @type {About | null} */
  let about = null;

  /** @param {'answer' | 'edit'} kind @param {LineItem} item */
  function begin(kind, { seq, mine, name, type, data }) {
    const item = { seq, mine, name, type, data };
    turnTo({ kind, item, key: member.key, text: kind === 'edit' ? data : '' });
    composer().focus();
  }

  /** @param {About | null} next */
  function turnTo(next) {
    const before = about;
    about = next;
    if (before) aboutOf(member, before.key).write(null);
    if (next) aboutOf(member, next.key).write(next);
    if (before?.kind === 'edit' || next?.kind === 'edit') composer().useDraft(draft());
    show();
  }

  /** What the composer keeps: an edit leaves alone what was begun before it. */
  function draft() {
    const now = about;
    if (now?.kind !== 'edit') return draftOf(member, member.key);
    return {
      read: () => now.text,
      write: (/** @type {string | null} */ text) => {
        now.text = text ?? '';
        aboutOf(member, now.key).write(now);
      },
      onElsewhere: () => {},
    };
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

  /** @param {About} edit */
  async function save(edit) {
    const { item, key, text } = edit;
    const { team, person } = targetOf(key);
    const to = person ? `?to=${person}` : '';
    try {
      const path = `/v1/channels/${team}/messages/${item.seq}${to}`;
      await member.api.change('PATCH', path, { body: { data: text } });
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'Nothing was changed.';
      // What was begun there since is not written over.
      if (aboutOf(member, key).read()) return showToast(`${reason} It said: ${text}`);
      if (key === member.key) turnTo(edit);
      else aboutOf(member, key).write(edit);
      showToast(key === member.key ? reason : `${reason} What you wrote is kept where it was.`);
    }
  }

  leave.addEventListener('click', () => {
    turnTo(null);
    composer().focus();
  });

  return {
    show,
    /** What was begun in the channel that comes on screen. */
    resume: () => {
      about = aboutOf(member, member.key).read();
      return draft();
    },
    /** @param {LineItem} item */
    answer: (item) => begin('answer', item),
    /** @param {LineItem} item */
    edit: (item) => begin('edit', item),
    /** False when there was nothing to leave. */
    leave: () => {
      if (!about) return false;
      turnTo(null);
      return true;
    },
    /**
     * Says how files go that stand ready: null leaves them there.
     * @param {string} text blank when there are only files
     */
    send: (text) => {
      const now = about;
      turnTo(null);
      if (now?.kind === 'edit') {
        if (text !== now.item.data) void save({ ...now, text });
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
