import { say } from '../parts/say.js';

/** Whom the visitor wants: `name` is an automation's name or `person`. */
/** @typedef {{ name: string, title: string, kind: 'bot' | 'person' }} Choice */

/** @type {Choice} */
export const aPerson = { name: 'person', title: 'A person', kind: 'person' };

/** What a choice is called on this page. @param {Choice} choice */
export function titleOf({ kind, title }) {
  return kind === 'person' ? say('A person') : title;
}

/** @param {{ name: string, title: string }} automation @returns {Choice} */
export function choiceOf({ name, title }) {
  return { name, title, kind: 'bot' };
}

/** @param {unknown} value @returns {Choice | null} */
export function acceptChoice(value) {
  const choice = /** @type {Partial<Choice> | null} */ (value);
  if (typeof choice?.name !== 'string' || typeof choice.title !== 'string') return null;
  const { name, title } = choice;
  return name === aPerson.name ? aPerson : choiceOf({ name, title });
}
