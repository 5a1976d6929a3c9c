import { askToConfirm } from '../parts/confirm.js';
import { make } from '../parts/elements.js';
import { say } from '../parts/say.js';

/** What the visitor is asked before something that cannot be undone; few conversations need it. */

/**
 * Who does not want to wait leaves what they wrote, and an address if they like.
 * @returns {Promise<{ email?: string } | null>} null: they wait on
 */
export async function askToLeave() {
  const input = make('input', {
    class: 'input',
    type: 'email',
    id: 'leave-email',
    autocomplete: 'email',
    maxlength: 254,
  });
  const label = make('label', { for: 'leave-email' }, `${say('Your e-mail address')} `);
  label.append(make('span', { class: 'field-optional' }, say('optional')));
  const isSure = await askToConfirm({
    title: say('Leave your message?'),
    text: say('You need not wait here. Somebody reads what you wrote and answers in this chat.'),
    action: say('Leave it'),
    field: make('div', { class: 'field' }, label, input),
  });
  const email = input.value.trim();
  return isSure ? (email ? { email } : {}) : null;
}

export function askToEnd() {
  return askToConfirm({
    title: say('End this conversation?'),
    text: say('Nobody will answer in it any more. You can still read it and start another.'),
    action: say('End it'),
  });
}

export function askToForget() {
  return askToConfirm({
    title: say('Forget me on this device?'),
    text: say('This browser loses its way back to your conversations. They are not deleted.'),
    action: say('Forget me'),
  });
}
