import { makeAvatar } from '../parts/avatar.js';
import { make, setText } from '../parts/elements.js';
import { makePresence, showPresence } from '../parts/presence.js';
import { makePersonFace } from './choices.js';

/** @typedef {import('../client/frames.d.ts').Conversation} Conversation */
/** @typedef {import('../client/presence.js').Shown} Shown */
/** @typedef {import('./choice.js').Choice} Choice */

const agentWords = {
  online: 'Online, answers you in person',
  away: 'Away for a moment',
  offline: 'Not here just now',
};

/**
 * Who answers, at the top: face, name, and what they are in a word.
 * @param {HTMLElement} element
 */
export function createHead(element) {
  const name = /** @type {HTMLElement} */ (element.querySelector('.chat-name'));
  const line = /** @type {HTMLElement} */ (element.querySelector('.chat-line'));
  const mark = /** @type {Element} */ (element.firstElementChild);
  const presence = makePresence();
  const text = make('span', {}, line.textContent);
  line.replaceChildren(presence, text);
  let shown = '';

  /** @param {string} key @param {() => Element} draw */
  function setFace(key, draw) {
    if (key === shown) return;
    shown = key;
    element.firstElementChild?.replaceWith(draw());
  }

  /** @param {string} title @param {string} words @param {boolean} [bot] */
  function write(title, words, bot = false) {
    const label = bot ? `${title}\u0000bot` : title;
    if (name.dataset.label !== label) {
      name.dataset.label = label;
      name.replaceChildren(
        make('bdi', {}, title),
        ...(bot ? [make('span', { class: 'word-bot' }, 'bot')] : []),
      );
    }
    setText(text, words);
  }

  return {
    /**
     * @param {Conversation | null | undefined} conversation @param {Choice | null} wish
     * @param {Shown | null} here how the agent stands who answers
     */
    show(conversation, wish, here) {
      const owner = conversation?.owner;
      showPresence(
        presence,
        owner?.kind === 'agent' ? here : null,
        ({ state }) => agentWords[state],
      );
      if (owner) {
        const bot = owner.kind === 'automation';
        const role = bot ? 'automation' : 'agent';
        setFace(owner.id, () => makeAvatar({ id: owner.id, name: owner.name, role }));
        const line = bot ? 'Answers at once' : here ? '' : 'Answers you in person';
        write(owner.name, line, bot);
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
