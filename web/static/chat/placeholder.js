import { say } from '../parts/say.js';
import { aPerson } from './choice.js';

/** @param {import('./choice.js').Choice} choice */
export function placeholderFor({ name, title }) {
  return name === aPerson.name ? say('Write to a person') : say('Write to {name}', { name: title });
}
