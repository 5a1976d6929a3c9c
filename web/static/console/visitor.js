import { makeAvatar } from '../parts/avatar.js';
import { make, need } from '../parts/elements.js';
import { clockTime, dayName } from '../parts/times.js';
import { describeStep } from './words.js';

/** @typedef {import('../client/frames.d.ts').Conversation} Conversation */
/** @typedef {import('../client/frames.d.ts').Entry} Entry */
/** @typedef {import('./desk.js').Desk} Desk */

/** The right pane: who the visitor is and what happened so far. @param {Desk} desk */
export function createVisitorPane(desk) {
  const body = need('visitor-body', HTMLElement);
  let shown = 'nothing yet';

  return {
    show: () => {
      const { rooms, waiting } = desk.client.state;
      const room = rooms.get(desk.selected);
      const conversation = waiting.get(desk.selected) ?? room?.conversation;
      const entries = room?.log.entries ?? [];
      const { id = '', epoch = 0, state = '' } = conversation ?? {};
      const key = `${id} ${epoch} ${state} ${entries.length}`;
      if (key === shown) return;
      shown = key;
      if (conversation) body.replaceChildren(...makeCard(conversation, entries));
      else body.replaceChildren(make('p', { class: 'soft' }, 'Who you talk to is shown here.'));
    },
  };
}

/** @param {Conversation} conversation @param {readonly Entry[]} entries */
function makeCard(conversation, entries) {
  const { visitor } = conversation;
  const steps = entries.flatMap(makeStep);
  return [
    make(
      'div',
      { class: 'visitor-card' },
      makeAvatar(visitor, 'avatar-large'),
      make(
        'div',
        {},
        make('h2', { dir: 'auto' }, visitor.name),
        make('code', { class: 'faint', title: visitor.id }, visitor.id.slice(-8)),
      ),
    ),
    make('dl', { class: 'facts' }, ...listFacts(conversation, entries).map(makeFact)),
    ...(steps.length > 0
      ? [make('h3', {}, 'What happened'), make('ol', { class: 'steps' }, ...steps)]
      : []),
  ];
}

const states = { waiting: 'Waiting', closed: 'Closed', open: 'Open' };

/**
 * @param {Conversation} conversation @param {readonly Entry[]} entries
 * @returns {[string, string][]}
 */
function listFacts({ state }, entries) {
  const first = entries[0];
  const messages = entries.filter((entry) => entry.op === 'message').length;
  return [
    ...(first ? [pair('Came', `${dayName(first.ts)}, ${clockTime(first.ts)}`)] : []),
    ...(messages > 0 ? [pair('Messages', String(messages))] : []),
    pair('State', state === 'waiting' || state === 'closed' ? states[state] : states.open),
  ];
}

/** @param {string} term @param {string} value @returns {[string, string]} */
const pair = (term, value) => [term, value];

/** @param {[string, string]} fact */
function makeFact([term, value]) {
  return make('div', {}, make('dt', {}, term), make('dd', {}, value));
}

/** @param {Entry} entry */
function makeStep(entry) {
  const text = entry.op === 'conversation' ? describeStep(entry) : null;
  if (text === null) return [];
  const time = make('span', { class: 'faint numbers step-time' }, clockTime(entry.ts));
  return [make('li', {}, make('span', {}, text), ' ', time)];
}
