import { isInQueue } from '../client/queue-states.js';
import { makeAvatar } from '../parts/avatar.js';
import { make, setText } from '../parts/elements.js';
import { makePresence, showPresence } from '../parts/presence.js';
import { say } from '../parts/say.js';
import { makePersonFace } from './person-face.js';

/** @typedef {import('../client/frames.d.ts').Conversation} Conversation */
/** @typedef {import('../client/frames.d.ts').PresenceState} PresenceState */
/** @typedef {import('./choice.js').Choice} Choice */

const agentWords = {
  online: () => say('Online, answers you in person'),
  away: () => say('Away for a moment'),
  offline: () => say('Not here just now'),
};

/** @param {string | undefined} state @param {boolean} bot @param {PresenceState | null} here */
function lineOf(state, bot, here) {
  if (bot) return say('Answers at once');
  if (state === 'on_hold') return say('Set aside for a while');
  return here ? '' : say('Answers you in person');
}

/**
 * Who answers, at the top: face, name, and what they are in a word.
 * @param {HTMLElement} element
 */
export function createHead(element) {
  const name = /** @type {HTMLElement} */ (element.querySelector('.chat-name'));
  const line = /** @type {HTMLElement} */ (element.querySelector('.chat-line'));
  const title = name.textContent ?? '';
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
        ...(bot ? [make('span', { class: 'word-bot' }, say('bot'))] : []),
      );
    }
    setText(text, words);
  }

  return {
    /**
     * @param {Conversation | null | undefined} conversation @param {Choice | null} wish
     * @param {PresenceState | null} here how the agent stands who answers
     */
    show(conversation, wish, here) {
      const owner = conversation?.owner;
      const isHere = here !== null && owner?.kind === 'agent' && conversation?.state !== 'on_hold';
      showPresence(presence, isHere ? { state: here, sinceMs: null } : null, ({ state }) =>
        agentWords[state](),
      );
      if (owner) {
        const bot = owner.kind === 'automation';
        const role = bot ? 'automation' : 'agent';
        setFace(owner.id, () => makeAvatar({ id: owner.id, name: owner.name, role }));
        const line = lineOf(conversation?.state, bot, here);
        write(owner.name, line, bot);
      } else if (isInQueue(conversation?.state) || (!conversation && wish?.kind === 'person')) {
        setFace('person', makePersonFace);
        write(
          say('A person'),
          conversation ? say('Will answer as soon as one is free') : say('As soon as one is free'),
        );
      } else if (wish && !conversation) {
        setFace(wish.name, () =>
          makeAvatar({ id: wish.name, name: wish.title, role: 'automation' }),
        );
        write(wish.title, say('Answers at once'), true);
      } else {
        setFace('', () => mark);
        write(
          title,
          conversation?.state === 'closed'
            ? say('Conversation closed')
            : say('Talk to a bot or a person'),
        );
      }
    },
  };
}
