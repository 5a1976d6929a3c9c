import { requestJson } from '../client/requests.js';
import { aPerson, choiceOf, showChoices } from './choices.js';
import { need, setText } from '../parts/elements.js';
import { words } from './words.js';

/**
 * Fills the greeting: by name for who was here before, and with everybody who can answer.
 *
 * @param {import('./create-chat.js').Chat} chat
 * @param {{ origin: string, wished: string | null, onChoose: () => void }} options
 */
export async function greet(chat, { origin, wished, onChoose }) {
  const name = chat.session.user()?.name;
  if (chat.session.known() && name && name !== 'Visitor') {
    setText(need('greeting', HTMLElement), `Welcome back, ${name}.`);
  }
  /** @type {import('./choices.js').Automation[]} */
  let automations = [];
  try {
    automations = (await requestJson(`${origin}/v1/automations`)).automations;
  } catch {
    setText(need('greeting-line', HTMLElement), words.choicesFailed);
  }
  const all = [...automations.map(choiceOf), aPerson];
  const best = automations.find(({ running }) => running)?.name ?? aPerson.name;
  const wish = [wished, chat.chosen()?.name, best].find((name) =>
    all.some((one) => one.name === name),
  );
  const choice = all.find((one) => one.name === wish) ?? aPerson;
  chat.choose(choice);
  showChoices(need('choices', HTMLElement), automations, {
    chosen: choice.name,
    onChoose(chosen) {
      chat.choose(chosen);
      onChoose();
    },
  });
  onChoose();
}
