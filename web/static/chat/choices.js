import { makeAvatar } from '../parts/avatar.js';
import { make, makeIcon } from '../parts/elements.js';

/** @typedef {{ name: string, title: string, description: string, running: boolean }} Automation */
/** @typedef {{ name: string, title: string, kind: 'bot' | 'person' }} Choice */

/** @type {Choice} */
export const aPerson = { name: 'person', title: 'A person', kind: 'person' };

/** @param {Automation} automation @returns {Choice} */
export function choiceOf({ name, title }) {
  return { name, title, kind: 'bot' };
}

/**
 * Who can answer, as radio buttons: one click, or the arrow keys.
 *
 * @param {HTMLElement} fieldset
 * @param {Automation[]} automations
 * @param {{ chosen: string, onChoose: (choice: Choice) => void }} options
 */
export function showChoices(fieldset, automations, { chosen, onChoose }) {
  const legend = fieldset.querySelector('legend');
  const bots = automations.map((automation) =>
    makeChoice(choiceOf(automation), {
      face: makeAvatar({ id: automation.name, name: automation.title, role: 'automation' }),
      line: automation.running
        ? automation.description
        : `${automation.description} It is away just now and answers when it is back.`,
    }),
  );
  const person = makeChoice(aPerson, {
    face: make('span', { class: 'avatar avatar-person' }, makeIcon('headset')),
    line: 'Somebody from our team, as soon as one is free.',
  });
  fieldset.replaceChildren(...(legend ? [legend] : []), ...bots, person);
  fieldset.setAttribute('aria-busy', 'false');

  /** @param {Choice} choice @param {{ face: Node, line: string }} looks */
  function makeChoice(choice, { face, line }) {
    const id = `choice-${choice.name}`;
    return make(
      'label',
      { class: 'choice', for: id },
      make('input', {
        type: 'radio',
        class: 'choice-input',
        name: 'with',
        id,
        value: choice.name,
        checked: choice.name === chosen,
        'aria-describedby': `${id}-line`,
        onchange: () => onChoose(choice),
      }),
      face,
      make(
        'span',
        { class: 'choice-words' },
        make(
          'span',
          { class: 'choice-title' },
          make('bdi', {}, choice.title),
          choice.kind === 'bot' ? make('span', { class: 'word-bot' }, 'bot') : null,
        ),
        make('span', { class: 'choice-line soft', id: `${id}-line` }, line),
      ),
    );
  }
}
