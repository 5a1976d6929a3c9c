import { isInQueue } from '../client/queue-states.js';
import { makeAvatar } from '../parts/avatar.js';
import { fill, make, makeIcon } from '../parts/elements.js';
import { say } from '../parts/say.js';
import { aPerson } from './choice.js';

/** @typedef {import('../client/frames.d.ts').Conversation} Conversation */
/** @typedef {import('../client/frames.d.ts').PresenceState} PresenceState */
/** @typedef {import('./choice.js').Choice} Choice */

const agentWords = {
  online: () => say('Online, answers you in person'),
  away: () => say('Away for a moment'),
  offline: () => say('Not here just now'),
};

/** @param {string} title @param {boolean} bot @returns {(Node | false)[]} */
export function nameOf(title, bot) {
  return [make('bdi', {}, title), bot && make('span', { class: 'word-bot' }, say('bot'))];
}

/** @param {PresenceState} state */
function makePresence(state) {
  return make(
    'span',
    { class: 'presence', 'data-state': state },
    make('span', { class: 'presence-sign', 'aria-hidden': 'true' }),
    agentWords[state](),
  );
}

/**
 * Who answers, at the top: face, name, and what they are in a word.
 * @param {Pick<import('./page.js').Page, 'face' | 'name' | 'line'>} page
 */
export function createHead({ face, name, line }) {
  const own = name.textContent;
  const mark = face.firstElementChild;

  /**
   * @param {Element | null} picture @param {string} title @param {string | Node} words
   * @param {boolean} [bot]
   */
  function show(picture, title, words, bot = false) {
    fill(face, picture);
    fill(name, ...nameOf(title, bot));
    fill(line, words);
  }

  /**
   * @param {Conversation | null | undefined} conversation @param {Choice | null} wish
   * @param {PresenceState | null} here how the agent stands who answers
   */
  return (conversation, wish, here) => {
    const { owner, state } = conversation ?? {};
    if (owner) {
      const bot = owner.kind === 'automation';
      const words = bot
        ? say('Answers at once')
        : state === 'on_hold'
          ? say('Set aside for a while')
          : here
            ? makePresence(here)
            : say('Answers you in person');
      show(makeAvatar({ ...owner, role: owner.kind }), owner.name, words, bot);
    } else if (conversation ? isInQueue(state) : wish?.name === aPerson.name) {
      show(
        make('span', { class: 'avatar avatar-person', 'aria-hidden': 'true' }, makeIcon('headset')),
        say('A person'),
        conversation ? say('Will answer as soon as one is free') : say('As soon as one is free'),
      );
    } else if (wish && !conversation) {
      const { title } = wish;
      const picture = makeAvatar({ id: '', name: title, role: 'automation' });
      show(picture, title, say('Answers at once'), true);
    } else {
      const isOver = state === 'closed';
      const words = isOver ? say('Conversation closed') : say('Talk to a bot or a person');
      show(mark, own, words);
    }
  };
}
