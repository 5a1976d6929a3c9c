import { askToConfirm } from '../parts/confirm.js';

/** Asks before the form goes out, in its own words (`data-confirm…`). @param {HTMLFormElement} form */
export function confirmForm(form) {
  let confirmed = false;
  form.addEventListener('submit', async (event) => {
    if (confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { confirm = '', confirmText = '', confirmLabel = 'Go on' } = form.dataset;
    confirmed = await askToConfirm({ title: confirm, text: confirmText, action: confirmLabel });
    if (confirmed) form.requestSubmit(event.submitter);
  });
}
