import { make, makeIcon } from '../parts/elements.js';

let made = 0;

/**
 * Opens a native dialog that is gone once it is closed: it keeps the focus, closes on Escape, and
 * gives the focus back.
 * @param {{ title: string, className?: string }} options
 * @param {...(Node | string | null)} content
 */
export function openDialog({ title, className = '' }, ...content) {
  made += 1;
  const id = `dialog-${made}`;
  const close = () => dialog.close();
  const dialog = make(
    'dialog',
    { class: `dialog ${className}`.trim(), 'aria-labelledby': id },
    make(
      'header',
      { class: 'dialog-head' },
      make('h2', { id, dir: 'auto' }, title),
      make(
        'button',
        {
          class: 'button button-plain button-icon button-small',
          type: 'button',
          'aria-label': 'Close',
          onclick: close,
        },
        makeIcon('close', 'icon icon-small'),
      ),
    ),
    ...content.filter((one) => one !== null),
  );
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('mousedown', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
