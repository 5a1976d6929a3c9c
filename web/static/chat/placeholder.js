import { say } from '../parts/say.js';

/** @param {string} name an automation's title, or `person` @param {'bot' | 'person'} kind */
export function placeholderFor(name, kind) {
  return kind === 'person' ? say('Write to a person') : say('Write to {name}', { name });
}
