import { need } from '../parts/elements.js';
import { startConsole } from './console.js';
import { Desk } from './desk.js';

const { online, facts = '{}', person = '', supervisor } = need('console', HTMLElement).dataset;
const own = /** @type {import('./own-desk.js').DeskFacts} */ (JSON.parse(facts));
const isSupervisor = supervisor === 'yes';
const desk = new Desk({
  origin: location.origin,
  online: online === 'yes',
  isSupervisor,
  mayBan: own.may_ban,
});
startConsole(desk, { own, person });
desk.client.connect();
