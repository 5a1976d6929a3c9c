import { make, makeIcon, setText } from '../parts/elements.js';
import { endingOf, presentSize } from './file-words.js';

/** @typedef {import('./upload.js').Upload} Upload */
/** @typedef {{ element: HTMLElement, draw: () => void, end: () => void }} Row */

/**
 * The files that stand ready above the composer, each with how far it is.
 * @param {HTMLElement} before what it stands in front of
 * @param {{ onRemove: (upload: Upload) => void, onRetry: (upload: Upload) => void }} acts
 */
export function createTray(before, acts) {
  const list = make('ul', { class: 'tray', 'aria-label': 'Files to send', hidden: true });
  const news = make('p', { class: 'visually-hidden', role: 'status' });
  before.before(list, news);
  /** @type {Map<Upload, Row>} */
  let rows = new Map();

  return {
    /** @param {readonly Upload[]} uploads */
    show: (uploads) => {
      /** @type {Map<Upload, Row>} */
      const kept = new Map();
      for (const [upload, row] of rows) if (!uploads.includes(upload)) row.end();
      for (const upload of uploads) {
        const row = rows.get(upload) ?? makeRow(upload, acts, news);
        if (!row.element.isConnected) list.append(row.element);
        row.draw();
        kept.set(upload, row);
      }
      rows = kept;
      list.hidden = kept.size === 0;
    },
  };
}

/**
 * @param {Upload} upload @param {Parameters<typeof createTray>[1]} acts @param {HTMLElement} news
 * @returns {Row}
 */
function makeRow(upload, acts, news) {
  const { name, file } = upload;
  const picture = makeFace(upload);
  const line = make('span', { class: 'tray-line faint numbers' });
  const bar = make('progress', { class: 'tray-bar', max: 1, 'aria-label': `${name}, uploading` });
  const again = make(
    'button',
    {
      class: 'button button-quiet button-small',
      type: 'button',
      onclick: () => acts.onRetry(upload),
    },
    'Try again',
  );
  const away = make(
    'button',
    {
      class: 'button button-plain button-icon button-small',
      type: 'button',
      onclick: () => acts.onRemove(upload),
    },
    makeIcon('close', 'icon icon-small'),
  );
  const words = make('span', { class: 'tray-words' });
  words.append(make('b', { class: 'clip', dir: 'auto', title: name }, name), line, bar);
  const element = make('li', { class: 'tray-file' }, picture.element, words, again, away);
  let told = '';

  return {
    element,
    end: () => {
      element.remove();
      picture.end();
    },
    draw: () => {
      const { state, progress, reason, wish } = upload;
      const isMoving = state === 'sending' || state === 'waiting';
      element.classList.toggle('tray-failed', state === 'failed');
      bar.hidden = !isMoving;
      bar.value = progress;
      again.hidden = state !== 'failed' || file.size === 0;
      const label = isMoving ? `Cancel ${name}` : `Remove ${name}`;
      away.setAttribute('aria-label', label);
      away.title = isMoving ? 'Cancel' : 'Remove';
      const size = presentSize(file.size);
      const part = `${presentSize(file.size * progress)} of ${size}`;
      const moving = state === 'waiting' ? `${size}, waits its turn` : part;
      const soon = wish ? `${moving}; it is sent when it is there` : moving;
      setText(line, state === 'failed' ? `Not uploaded. ${reason}` : isMoving ? soon : size);
      const says = { failed: `${name}: ${reason}`, done: `${name} is ready to send` };
      const next = state === 'failed' || state === 'done' ? says[state] : '';
      if (next && next !== told) setText(news, next);
      told = next;
    },
  };
}

/** @param {Upload} upload */
function makeFace({ file, name, contentType }) {
  if (!contentType.startsWith('image/')) {
    const letters = endingOf(name);
    const face = make('span', { class: 'card-ending', 'aria-hidden': 'true' });
    face.append(letters || makeIcon('file'));
    return { element: face, end: () => {} };
  }
  const address = URL.createObjectURL(file);
  const picture = make('img', { class: 'tray-picture', src: address, alt: '' });
  // What a browser cannot draw leaves its place.
  picture.addEventListener('error', () => picture.replaceWith(makeIcon('file')));
  return { element: picture, end: () => URL.revokeObjectURL(address) };
}
