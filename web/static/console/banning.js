import { requestJson } from '../client/requests.js';
import { make } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import { showToast } from '../parts/toast.js';
import { makeChoices, makeField, openForm } from './form-dialog.js';

const times = [
  { value: '60', label: 'An hour' },
  { value: '1440', label: 'A day' },
  { value: '10080', label: 'A week' },
  { value: '43200', label: '30 days' },
];

/**
 * Shuts a guest out for a while, and offers the way back.
 * @param {{ id: string, name: string }} guest
 */
export function banGuest(guest) {
  const name = isolate(guest.name);
  const reason = make('input', { class: 'input', name: 'reason', maxlength: 200 });
  const address = make('input', { type: 'checkbox', name: 'address', checked: true });
  openForm({
    title: `Ban ${name}?`,
    text: `${name} is out at once and the conversation is closed. Nothing is deleted.`,
    action: 'Ban',
    isDanger: true,
    body: [
      makeChoices('For how long?', 'minutes', times, '60'),
      make('label', { class: 'tick' }, address, ' ', make('span', {}, 'Ban their address, too')),
      makeField('Why', reason, 'For you and your admins. May be empty.'),
    ],
    submit: async (fields) => {
      const minutes = fields['minutes'] ?? '';
      const body = new URLSearchParams({ guest: guest.id, minutes });
      body.set('reason', fields['reason'] ?? '');
      if ('address' in fields) body.set('address', 'on');
      const asked = requestJson('/agent/bans', { method: 'POST', body });
      const ban = /** @type {{ id: string }} */ (await asked);
      const act = () => void lift(ban.id);
      showToast(`${name} is banned.`, { label: 'Let them back', act });
    },
  });
}

/** @param {string} id */
async function lift(id) {
  try {
    const answer = await requestJson(`/agent/bans/${id}/lift`, { method: 'POST' });
    showToast(`${isolate(/** @type {{ name: string }} */ (answer).name)} may come back.`);
  } catch (error) {
    showToast(error instanceof Error ? error.message : 'The ban stands. Try again.');
  }
}
