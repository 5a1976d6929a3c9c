import { askToConfirm } from '../parts/confirm.js';

/**
 * Asks before the form goes out, in its own words (`data-confirm…`).
 * @param {HTMLFormElement} form
 */
export function confirmForm(form) {
  let isConfirmed = false;
  form.addEventListener('submit', (event) => {
    if (isConfirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void ask(event.submitter);
  });

  /** @param {HTMLElement | null} submitter */
  async function ask(submitter) {
    const {
      confirm: title = '',
      confirmText: text = '',
      confirmLabel: action = 'Go on',
    } = form.dataset;
    isConfirmed = await askToConfirm({ title, text, action });
    if (isConfirmed) form.requestSubmit(submitter);
  }
}
