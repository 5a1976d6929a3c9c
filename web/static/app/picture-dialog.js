import { make, setText } from '../parts/elements.js';
import { openDialog } from './dialog.js';
import { presentSize } from './file-words.js';

/** @typedef {import('./file-facts.js').Facts} Facts */

/**
 * Shows a picture as large as the screen allows.
 * @param {string} id @param {Facts} facts @param {import('./file-facts.js').FileFacts} files
 */
export function openPicture(id, facts, files) {
  const image = make('img', {
    class: 'large-picture',
    alt: facts.name,
    width: facts.width,
    height: facts.height,
  });
  const words = make('p', { class: 'soft', role: 'status' }, 'Fetching the picture…');
  const open = make(
    'a',
    { class: 'button button-quiet', target: '_blank', rel: 'noopener noreferrer', hidden: true },
    'Open in a tab of its own',
  );
  openDialog(
    { title: facts.name, className: 'dialog-picture' },
    image,
    make('div', { class: 'picture-foot' }, words, open),
  );
  const { width, height, size } = facts;
  const about = width && height ? `${width} × ${height}, ${presentSize(size)}` : presentSize(size);
  image.addEventListener('load', () => setText(words, about));
  image.addEventListener('error', () => {
    image.hidden = true;
    setText(words, 'The picture cannot be shown just now. Close this and try again.');
  });
  files.addressOf(id).then(
    (address) => {
      open.href = address;
      open.hidden = false;
      image.src = address;
    },
    (error) => {
      image.hidden = true;
      setText(words, error instanceof Error ? error.message : 'It cannot be had just now.');
    },
  );
}
