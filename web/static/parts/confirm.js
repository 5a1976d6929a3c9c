import { make } from './elements.js';
import { say } from './say.js';

/**
 * Asks before something that cannot be undone. The native dialog keeps the focus, closes on Escape
 * and gives the focus back.
 *
 * @param {{ title: string, text: string, action: string, field?: Node }} question
 *   `field`: something to fill in; what is asked for destroys nothing then
 * @returns {Promise<boolean>}
 */
export function askToConfirm({ title, text, action, field }) {
  const { promise, resolve } = Promise.withResolvers();
  const dialog = make(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'confirm-title', 'aria-describedby': 'confirm-text' },
    make('h2', { id: 'confirm-title' }, title),
    make('p', { id: 'confirm-text' }, text),
    make(
      'form',
      { method: 'dialog' },
      field,
      make(
        'div',
        { class: 'dialog-actions' },
        make(
          'button',
          { class: 'button button-plain', value: 'no', autofocus: !field, formnovalidate: true },
          say('Cancel'),
        ),
        make(
          'button',
          { class: `button${field ? '' : ' button-danger'} button-primary`, value: 'yes' },
          action,
        ),
      ),
    ),
  );
  dialog.addEventListener('close', () => {
    dialog.remove();
    resolve(dialog.returnValue === 'yes');
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close('no');
  });
  document.body.append(dialog);
  dialog.showModal();
  return /** @type {Promise<boolean>} */ (promise);
}
