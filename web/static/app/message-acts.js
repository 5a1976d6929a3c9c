import { askToConfirm } from '../parts/confirm.js';
import { make } from '../parts/elements.js';
import { showToast } from '../parts/toast.js';
import { addressOf } from './addresses.js';
import { openEmojiPicker } from './emoji-picker.js';
import { nameOfEmoji, usualEmoji } from './emoji-names.js';
import { describeLine } from './line.js';
import { openMenu } from './menu.js';
import { isOfTeam } from './places.js';

/** @typedef {import('./addresses.js').Target} Target */
/** @typedef {import('./items.js').LineItem} LineItem */
/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {{ answer: (item: LineItem) => void, edit: (item: LineItem) => void }} Writing */

/** @param {string} text @param {string} done */
async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    showToast(done);
  } catch {
    showToast(`Your browser keeps the clipboard shut. This is it: ${text}`);
  }
}

/** So long after it was sent a message may be edited by who wrote it. */
const editMs = 15 * 60_000;

/**
 * What one does with a message that stands.
 * @param {MemberPlace} member @param {() => Writing} writing
 */
export function createMessageActs(member, writing) {
  const { api } = member;

  /** @param {Target} target @param {LineItem} item @param {string} [rest] */
  function pathOf({ team, person }, { seq }, rest = '') {
    const to = person ? `?to=${person}` : '';
    return `/v1/channels/${team}/messages/${seq}${rest}${to}`;
  }

  /** @param {() => Promise<unknown>} act */
  async function attempt(act) {
    try {
      await act();
    } catch (error) {
      showToast(error instanceof Error ? error.message : 'Nothing was changed.');
    }
  }

  /**
   * Takes the own reaction back where it stands already.
   * @param {LineItem} item @param {string} emoji
   * @param {Target} [target] where one was when the emoji were offered
   */
  function react(item, emoji, target = member.target) {
    const isMine = item.reactions[emoji]?.includes(member.me) ?? false;
    const path = pathOf(target, item, `/reactions/${encodeURIComponent(emoji)}`);
    return attempt(() => api.change(isMine ? 'DELETE' : 'PUT', path));
  }

  /** @param {LineItem} item @param {Target} target */
  const pin = (item, target) =>
    attempt(() => api.change(item.pinned ? 'DELETE' : 'PUT', pathOf(target, item, '/pin')));

  /** @param {LineItem} item @param {Target} target */
  async function remove(item, target) {
    const isSure = await askToConfirm({
      title: item.mine ? 'Delete your message?' : `Delete ${item.name}'s message?`,
      text: 'Everybody sees that something was deleted, and nobody what it said.',
      action: 'Delete it',
    });
    if (isSure) await attempt(() => api.change('DELETE', pathOf(target, item)));
  }

  /** @param {LineItem} item @param {Target} target */
  async function copyLink({ seq }, target) {
    const link = location.origin + addressOf({ ...target, seq });
    await copy(link, 'The link is copied. Whoever is in here can open it.');
  }

  /** Wherever one goes meanwhile, they are about the channel on screen. */
  /** @param {LineItem} item */
  function listActs(item) {
    const { here, key, target } = member;
    const isHere = () => key === member.key;
    const isOpen = Boolean(here?.isActive && here.room.joined);
    const isTeams = here !== null && isOfTeam(here);
    const isYoung = Date.now() - Date.parse(item.ts) < editMs;
    const mayPin = here?.kind === 'direct' || (here?.kind === 'team' && here.level !== 'member');
    const mayDelete = item.mine || (here?.kind === 'team' && here.level !== 'member');
    const acts = [
      isOpen &&
        isTeams && {
          label: 'Reply',
          icon: 'reply',
          hint: 'r',
          act: () => isHere() && writing().answer(item),
        },
      isOpen &&
        isTeams && {
          label: 'React…',
          icon: 'smile',
          hint: '+',
          act: () =>
            openEmojiPicker({
              title: 'React',
              onPick: (emoji) => void react(item, emoji, target),
            }),
        },
      isOpen &&
        item.mine &&
        isTeams &&
        isYoung &&
        item.type === 'text' && {
          label: 'Edit',
          icon: 'pencil',
          hint: 'e',
          act: () => isHere() && writing().edit(item),
        },
      isOpen &&
        mayPin && {
          label: item.pinned ? 'Unpin' : 'Pin',
          icon: 'pin',
          hint: 'p',
          act: () => void pin(item, target),
        },
      item.type === 'text' && {
        label: 'Copy the text',
        icon: 'copy',
        hint: 'c',
        act: () => void copy(item.data, 'The text is copied.'),
      },
      isTeams && {
        label: 'Copy the link',
        icon: 'link',
        hint: 'l',
        act: () => void copyLink(item, target),
      },
      isTeams &&
        isOpen &&
        mayDelete && {
          label: 'Delete…',
          icon: 'bin',
          hint: 'Del',
          isDanger: true,
          act: () => void remove(item, target),
        },
    ];
    return acts.filter((act) => act !== false);
  }

  /** @param {LineItem} item @param {HTMLElement} opener */
  function openActs(item, opener) {
    const { target } = member;
    const acts = listActs(item);
    if (acts.length === 0) return;
    const mayReact = acts.some(({ hint }) => hint === '+');
    const head = make('div', { class: 'menu-reactions', role: 'none' });
    const close = openMenu(opener, acts, {
      label: describeLine(item),
      ...(mayReact ? { head } : {}),
    });
    for (const emoji of usualEmoji) {
      const onclick = () => {
        close();
        void react(item, emoji, target);
      };
      const label = `React with ${nameOfEmoji(emoji)}`;
      const names = 'emoji-one';
      head.append(
        make(
          'button',
          { class: names, type: 'button', role: 'menuitem', 'aria-label': label, onclick },
          emoji,
        ),
      );
    }
    head.querySelector('button')?.focus({ preventScroll: true });
  }

  /** The same by one key on the message. @param {LineItem} item @param {string} key */
  function press(item, key) {
    const hint = key === 'Delete' ? 'Del' : key;
    const act = listActs(item).find((one) => one.hint === hint);
    act?.act();
    return act !== undefined;
  }

  /** @param {LineItem} item */
  const canEdit = (item) => listActs(item).some(({ hint }) => hint === 'e');

  return { react, openActs, press, canEdit };
}
