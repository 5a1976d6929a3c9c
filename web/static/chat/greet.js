import { requestJson } from '../client/requests.js';
import { need, setText } from '../parts/elements.js';
import { aPerson, choiceOf } from './choice.js';
import { showChoices } from './choices.js';
import { words } from './words.js';

/** @typedef {import('./choices.js').Automation} Automation */

/**
 * Fills the greeting: by name for who was here before, and with everybody who can answer.
 *
 * @param {import('./chat.js').Chat} chat
 * @param {{ origin: string, wished: string | null, onChoose: () => void }} options
 */
export async function greet(chat, { origin, wished, onChoose }) {
  const name = chat.session.user?.name;
  if (name && name !== 'Visitor') {
    setText(need('greeting', HTMLElement), `Welcome back, ${name}.`);
  }
  const automations = await fetchAutomations(origin);
  const all = [...automations.map(choiceOf), aPerson];
  const running = automations.find((automation) => automation.running)?.name;
  const wish = [wished, chat.wish?.name, running, aPerson.name]
    .map((name) => all.find((choice) => choice.name === name))
    .find((choice) => choice !== undefined);
  chat.choose(wish ?? aPerson);
  showChoices(need('choices', HTMLElement), automations, {
    chosen: (wish ?? aPerson).name,
    onChoose: (choice) => {
      chat.choose(choice);
      onChoose();
    },
  });
  onChoose();
}

/** @param {string} origin @returns {Promise<Automation[]>} */
async function fetchAutomations(origin) {
  try {
    const answer = await requestJson(`${origin}/v1/automations`);
    return /** @type {{ automations: Automation[] }} */ (answer).automations;
  } catch {
    setText(need('greeting-line', HTMLElement), words.choicesFailed);
    return [];
  }
}
