import { makeAvatar } from '../parts/avatar.js';
import { make, makeIcon } from '../parts/elements.js';
import { aPerson, choiceOf } from './choice.js';

/** @typedef {import('./choice.js').Choice} Choice */
/** @typedef {{ name: string, title: string, description: string, running: boolean }} Automation */

/**
 * Who can answer, as radio buttons: one click, or the arrow keys.
 *
 * @param {HTMLElement} fieldset
 * @param {Automation[]} automations
 * @param {{ chosen: string, onChoose: (choice: Choice) => void }} options
 */
export function showChoices(fieldset, automations, { chosen, onChoose }) {
  const legend = fieldset.querySelector('legend');
  const bots = automations.map((automation) => ({
    choice: choiceOf(automation),
    face: makeAvatar({ id: automation.name, name: automation.title, role: 'automation' }),
    line: automation.running
      ? automation.description
      : `${automation.description} It is away just now and answers when it is back.`,
  }));
  const person = {
    choice: aPerson,
    face: makePersonFace(),
    line: 'Somebody from our team, as soon as one is free.',
  };
  const rows = [...bots, person].map((option) =>
    makeRow(option, { isChosen: option.choice.name === chosen, onChoose }),
  );
  fieldset.replaceChildren(...(legend ? [legend] : []), ...rows);
  fieldset.setAttribute('aria-busy', 'false');
}

/** Nobody in particular yet, but a human being. */
export function makePersonFace() {
  return make(
    'span',
    { class: 'avatar avatar-person', 'aria-hidden': 'true' },
    makeIcon('headset'),
  );
}

/**
 * @param {{ choice: Choice, face: Node, line: string }} option
 * @param {{ isChosen: boolean, onChoose: (choice: Choice) => void }} options
 */
function makeRow({ choice, face, line }, { isChosen, onChoose }) {
  const id = `choice-${choice.name}`;
  const title = make('span', { class: 'choice-title' }, make('bdi', {}, choice.title));
  if (choice.kind === 'bot') title.append(make('span', { class: 'word-bot' }, 'bot'));
  return make(
    'label',
    { class: 'choice', for: id },
    make('input', {
      type: 'radio',
      class: 'choice-input',
      name: 'with',
      id,
      value: choice.name,
      checked: isChosen,
      'aria-describedby': `${id}-line`,
      onchange: () => onChoose(choice),
    }),
    face,
    make(
      'span',
      { class: 'choice-words' },
      title,
      make('span', { class: 'choice-line soft', id: `${id}-line` }, line),
    ),
  );
}
