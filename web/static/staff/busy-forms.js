/**
 * A form that is on its way cannot be sent again, and its button says so. Coming back by the
 * browser's history wakes it.
 * @param {HTMLFormElement} form
 */
export function markBusy(form) {
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.busy) return event.preventDefault();
    form.dataset.busy = 'yes';
    const button = event.submitter ?? form.querySelector('button');
    button?.setAttribute('aria-busy', 'true');
  });
  addEventListener('pageshow', () => {
    delete form.dataset.busy;
    for (const button of form.querySelectorAll('[aria-busy]')) button.removeAttribute('aria-busy');
  });
}
