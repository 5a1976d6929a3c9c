/** The server answers within 5 s; a form that is still here then was stopped on its way. */
const longestMs = 8000;

/**
 * A form that is on its way cannot be sent again, and its button says so. Coming back by the
 * browser's history wakes it, and so does time.
 * @param {HTMLFormElement} form
 */
export function markBusy(form) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const wake = () => {
    clearTimeout(timer);
    delete form.dataset.busy;
    for (const button of form.querySelectorAll('[aria-busy]')) button.removeAttribute('aria-busy');
  };
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.busy) return event.preventDefault();
    form.dataset.busy = 'yes';
    const button = event.submitter ?? form.querySelector('button');
    button?.setAttribute('aria-busy', 'true');
    timer = setTimeout(wake, longestMs);
  });
  addEventListener('pageshow', wake);
}
