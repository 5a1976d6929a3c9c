import { make, setText } from '../parts/elements.js';
import { hasFiles, makeFileInput, takePasted } from './file-input.js';

/**
 * The three ways in which files come: chosen, dragged in, pasted.
 * @param {{ pane: HTMLElement, form: HTMLFormElement }} page `pane`: where files may be dropped
 * @param {{
 *   onFiles: (files: File[]) => void, onRefused: (reason: string) => void,
 *   where: () => string | null,
 * }} options
 *   `where`: the name of the place that takes files, or null
 */
export function takeFiles({ pane, form }, { onFiles, onRefused, where }) {
  const { button, input } = makeFileInput({ id: 'attach' }, onFiles);
  form.querySelector('.composer-tools')?.prepend(button, input);
  listenToDrags(pane, { onFiles, onRefused, where });
  takePasted(form, (files) => {
    if (where() === null) onRefused('Files can be sent in teams only. Nothing was attached.');
    else onFiles(files);
  });
  return {
    show: () => (button.hidden = where() === null),
  };
}

/** @param {HTMLElement} pane @param {Parameters<typeof takeFiles>[1]} options */
function listenToDrags(pane, { onFiles, onRefused, where }) {
  const words = make('p', {});
  const veil = make('div', { class: 'drop-veil', hidden: true, 'aria-hidden': 'true' }, words);
  pane.append(veil);
  // Whatever is let go of beside the place would leave the page.
  for (const name of /** @type {const} */ (['dragover', 'drop'])) {
    addEventListener(name, (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      const isInside = event.target instanceof Node && pane.contains(event.target);
      if (event.dataTransfer) event.dataTransfer.dropEffect = isInside ? 'copy' : 'none';
    });
  }
  pane.addEventListener('dragenter', (event) => {
    if (!hasFiles(event)) return;
    const place = where();
    setText(words, place ? `Let go to send it to ${place}` : 'Files can be sent in teams only');
    veil.hidden = false;
  });
  veil.addEventListener('dragleave', () => (veil.hidden = true));
  pane.addEventListener('drop', (event) => {
    veil.hidden = true;
    if (!hasFiles(event)) return;
    if (where() === null) return onRefused('Files can be sent in teams only.');
    const { files, hasFolders } = readDrop(event);
    if (hasFolders) onRefused('Folders cannot be sent. Drag in the files that are in it.');
    if (files.length > 0) onFiles(files);
  });
}

/** @param {DragEvent} event */
function readDrop({ dataTransfer }) {
  const items = [...(dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file');
  const isFolder = (/** @type {DataTransferItem} */ item) =>
    item.webkitGetAsEntry()?.isDirectory === true;
  const files = items.filter((item) => !isFolder(item)).map((item) => item.getAsFile());
  const isFile = (/** @type {File | null} */ file) => file !== null;
  return { files: files.filter(isFile), hasFolders: items.some(isFolder) };
}
