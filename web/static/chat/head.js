import { makeAvatar } from '../parts/avatar.js';
import { make, setText } from '../parts/elements.js';
import { makePersonFace } from './choices.js';

/** @typedef {import('../client/frames.d.ts').Conversation} Conversation */
/** @typedef {import('./choice.js').Choice} Choice */

/**
 * Who answers, at the top: face, name, and what they are in a word.
 * @param {HTMLElement} element
 */
export function createHead(element) {
  const name = /** @type {HTMLElement} */ (element.querySelector('.chat-name'));
  const line = /** @type {HTMLElement} */ (element.querySelector('.chat-line'));
  const mark = /** @type {Element} */ (element.firstElementChild);
  let shown = '';

  /** @param {string} key @param {() => Element} draw */
  function setFace(key, draw) {
    if (key === shown) return;
    shown = key;
    element.firstElementChild?.replaceWith(draw());
  }

  /** @param {string} title @param {string} text @param {boolean} [bot] */
  function write(title, text, bot = false) {
    const label = bot ? `${title}\u0000bot` : title;
    if (name.dataset.label !== label) {
      name.dataset.label = label;
      name.replaceChildren(
        make('bdi', {}, title),
        ...(bot ? [make('span', { class: 'word-bot' }, 'bot')] : []),
      );
    }
    setText(line, text);
  }

  return {
    /** @param {Conversation | null | undefined} conversation @param {Choice | null} wish */
    show(conversation, wish) {
      const owner = conversation?.owner;
      if (owner) {
        const bot = owner.kind === 'automation';
        const role = bot ? 'automation' : 'agent';
        setFace(owner.id, () => makeAvatar({ id: owner.id, name: owner.name, role }));
        write(owner.name, bot ? 'Answers at once' : 'Answers you in person', bot);
      } else if (conversation?.state === 'waiting' || (!conversation && wish?.kind === 'person')) {
        setFace('person', makePersonFace);
        write(
          'A person',
          conversation ? 'Will answer as soon as one is free' : 'As soon as one is free',
        );
      } else if (wish && !conversation) {
        setFace(wish.name, () =>
          makeAvatar({ id: wish.name, name: wish.title, role: 'automation' }),
        );
        write(wish.title, 'Answers at once', true);
      } else {
        setFace('', () => mark);
        write(
          'Natter',
          conversation?.state === 'closed' ? 'Conversation closed' : 'Talk to a bot or a person',
        );
      }
    },
  };
}
