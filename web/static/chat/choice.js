/** Whom the visitor wants: `name` is an automation's name or `person`, which needs no title. */
/** @typedef {{ name: string, title: string }} Choice */

/** @type {Choice} */
export const aPerson = { name: 'person', title: '' };

/** @param {unknown} value @returns {Choice | null} */
export function acceptChoice(value) {
  const choice = /** @type {Partial<Choice> | null} */ (value);
  const { name, title } = choice ?? {};
  return typeof name === 'string' && typeof title === 'string' ? { name, title } : null;
}
