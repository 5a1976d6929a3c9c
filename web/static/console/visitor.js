import { makeAvatar } from '../parts/avatar.js';
import { make, need } from '../parts/elements.js';
import { clockTime, dayName } from '../parts/times.js';
import { describeStep } from './words.js';

/** @typedef {import('./create-desk.js').Desk} Desk */

/** The right pane: who the visitor is and what happened so far. @param {Desk} desk */
export function createVisitorPane(desk) {
  const body = need('visitor-body', HTMLElement);
  let shown = 'nothing yet';

  return {
    show() {
      const { rooms, waiting } = desk.client.state;
      const room = rooms.get(desk.selected);
      const conversation = waiting.get(desk.selected) ?? room?.conversation;
      const entries = room?.log.entries ?? [];
      const key = conversation
        ? `${conversation.id}:${conversation.epoch}:${conversation.state}:${entries.length}`
        : '';
      if (key === shown) return;
      shown = key;
      if (!conversation) {
        body.replaceChildren(make('p', { class: 'soft' }, 'Who you talk to is shown here.'));
        return;
      }
      const { visitor } = conversation;
      const first = entries[0];
      const messages = entries.filter((entry) => entry.op === 'message').length;
      const facts = [
        ...(first ? [['Came', `${dayName(first.ts)}, ${clockTime(first.ts)}`]] : []),
        ...(messages > 0 ? [['Messages', String(messages)]] : []),
        [
          'State',
          conversation.state === 'waiting'
            ? 'Waiting'
            : conversation.state === 'closed'
              ? 'Closed'
              : 'Open',
        ],
      ];
      const steps = entries.flatMap((entry) => {
        const text = entry.op === 'conversation' ? describeStep(entry) : null;
        return text
          ? [
              make(
                'li',
                {},
                make('span', {}, text),
                ' ',
                make('span', { class: 'faint numbers' }, clockTime(entry.ts)),
              ),
            ]
          : [];
      });
      body.replaceChildren(
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
        make(
          'dl',
          { class: 'facts' },
          ...facts.map(([term, value]) =>
            make('div', {}, make('dt', {}, term), make('dd', {}, value)),
          ),
        ),
        ...(steps.length > 0
          ? [make('h3', {}, 'What happened'), make('ol', { class: 'steps' }, ...steps)]
          : []),
      );
    },
  };
}
