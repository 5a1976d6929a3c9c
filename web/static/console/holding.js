import { isolate } from '../parts/isolate.js';
import { makeChoices, openForm } from './form-dialog.js';

const times = [
  { value: '15', label: '15 minutes' },
  { value: '60', label: 'An hour' },
  { value: '240', label: '4 hours' },
  { value: '1440', label: 'A day' },
  { value: '4320', label: 'Until they write, at most 3 days' },
];

/**
 * Sets a conversation aside, or takes it up again.
 * @param {import('./desk.js').Desk} desk @param {string} channelId
 */
export async function holdOrResume(desk, channelId) {
  const conversation = desk.client.state.rooms.get(channelId)?.conversation;
  if (!conversation) return;
  if (conversation.state === 'on_hold') return desk.change('resume', channelId);
  openForm({
    title: `Put ${isolate(conversation.visitor.name)} on hold`,
    text: 'Your seat is free meanwhile. It comes back when the time is over, or when they write.',
    action: 'Put on hold',
    body: [makeChoices('For how long?', 'minutes', times, '15')],
    submit: (fields) => desk.change('hold', channelId, { minutes: Number(fields['minutes']) }),
  });
}
