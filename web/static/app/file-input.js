import { make, makeIcon } from '../parts/elements.js';

/**
 * A button by which files are chosen, and the field behind it; both belong on the page.
 * @param {{ id?: string, class?: string }} options of the button
 * @param {(files: File[]) => void} onFiles
 */
export function makeFileInput({ id, class: extra = '' }, onFiles) {
  const input = make('input', {
    type: 'file',
    multiple: true,
    hidden: true,
    'aria-hidden': 'true',
  });
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) onFiles(files);
  });
  const button = make(
    'button',
    {
      class: `button button-plain button-icon ${extra}`.trim(),
      type: 'button',
      ...(id && { id }),
      'aria-label': 'Attach files',
      title: 'Attach files',
      onclick: () => input.click(),
    },
    makeIcon('clip'),
  );
  return { button, input };
}

/**
 * Files that are pasted where somebody writes.
 * @param {HTMLFormElement} form @param {(files: File[]) => void} onFiles
 */
export function takePasted(form, onFiles) {
  form.querySelector('textarea')?.addEventListener('paste', (event) => {
    const { clipboardData: pasted } = event;
    // A table or a text often comes with its own picture: what is written counts.
    if (!pasted || pasted.files.length === 0 || pasted.types.includes('text/plain')) return;
    event.preventDefault();
    onFiles([...pasted.files].map(nameIt));
  });
}

/** A picture out of the clipboard is called the same every time. @param {File} file */
function nameIt(file) {
  if (!/^image\.\w+$/u.test(file.name)) return file;
  const at = new Date().toLocaleString('sv').replaceAll(':', '.');
  return new File([file], file.name.replace(/^image/u, `Picture ${at}`), { type: file.type });
}

/** @param {DragEvent} event */
export const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files') ?? false;
