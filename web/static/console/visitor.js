import { makeAvatar } from '../parts/avatar.js';
import { make, need } from '../parts/elements.js';
import { describeVisitorFully } from '../parts/presence.js';
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
      const { rooms, waiting, presence } = desk.client.state;
      const room = rooms.get(desk.selected);
      const conversation = waiting.get(desk.selected) ?? room?.conversation;
      const entries = room?.log.entries ?? [];
      const { id = '', epoch = 0, state = '' } = conversation ?? {};
      const stands = conversation && presence.of(desk.selected, conversation.visitor.id);
      const here = stands ? describeVisitorFully(stands) : '';
      const key = `${id} ${epoch} ${state} ${entries.length} ${here}`;
      if (key === shown) return;
      shown = key;
      if (conversation) body.replaceChildren(...makeCard(conversation, entries, here));
      else body.replaceChildren(make('p', { class: 'soft' }, 'Who you talk to is shown here.'));
    },
  };
}

/**
 * @param {Conversation} conversation @param {readonly Entry[]} entries
 * @param {string} here
 */
function makeCard(conversation, entries, here) {
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
    make('dl', { class: 'facts' }, ...listFacts(conversation, entries, here).map(makeFact)),
    ...(steps.length > 0
      ? [make('h3', {}, 'What happened'), make('ol', { class: 'steps' }, ...steps)]
      : []),
  ];
}

const states = { waiting: 'Waiting', closed: 'Closed', open: 'Open' };

/**
 * @param {Conversation} conversation @param {readonly Entry[]} entries
 * @param {string} here
 * @returns {[string, string][]}
 */
function listFacts({ state }, entries, here) {
  const first = entries[0];
  const messages = entries.filter((entry) => entry.op === 'message').length;
  return [
    ...(here ? [pair('Now', here)] : []),
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
