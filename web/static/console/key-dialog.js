import { make, need, setText } from '../parts/elements.js';
import { chooseKey, chordOf, keyActs, keysOf, nameOfKey } from './key-map.js';

/** @typedef {import('./key-map.js').KeyAct} KeyAct */

/**
 * The list of keys, and the way to others: press a row's button, then the key.
 * @param {import('./keys.js').KeptKeys} keys
 */
export function createKeyDialog(keys) {
  const dialog = need('help', HTMLDialogElement);
  const list = need('key-list', HTMLElement);
  const news = need('key-news', HTMLElement);
  /** @type {KeyAct | null} */
  let changing = null;

  const rows = keyActs.map(({ id, label }) => {
    const key = make('kbd');
    const button = make(
      'button',
      {
        class: 'button button-quiet button-small key-change',
        type: 'button',
        onclick: () => begin(id),
      },
      key,
    );
    list.append(make('div', {}, make('dt', {}, button), make('dd', {}, label)));
    return { id, label, key, button };
  });

  /** @param {KeyAct} id */
  function begin(id) {
    changing = changing === id ? null : id;
    setText(news, changing ? 'Press the new key, or Escape to leave it.' : '');
    show();
  }

  function show() {
    const all = keysOf(keys.all);
    for (const { id, label, key, button } of rows) {
      const name = nameOfKey(all.get(id) ?? '');
      setText(key, changing === id ? 'Press a key' : name);
      const asks = changing === id ? 'Press a key' : 'Change it';
      button.setAttribute('aria-label', `${label}: ${name}. ${asks}`);
      button.classList.toggle('key-changing', changing === id);
    }
    need('reset-keys', HTMLElement).hidden = Object.keys(keys.all).length === 0;
  }

  dialog.addEventListener('keydown', (event) => {
    if (!changing || ['Shift', 'Control', 'Alt', 'Meta', 'Tab'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const id = changing;
    if (event.key === 'Escape') return begin(id);
    const next = chooseKey(keys.all, id, chordOf(event));
    if ('refusal' in next) return setText(news, next.refusal);
    changing = null;
    keys.write(next.chosen);
    setText(news, `Done: ${nameOfKey(chordOf(event))}.`);
    show();
  });
  // What closes a dialog is Escape, and that ends a change first.
  dialog.addEventListener('cancel', (event) => {
    if (!changing) return;
    event.preventDefault();
    begin(changing);
  });
  need('reset-keys', HTMLElement).addEventListener('click', () => {
    changing = null;
    keys.write(null);
    setText(news, 'All keys are as they came.');
    show();
  });

  return {
    open: () => {
      changing = null;
      setText(news, '');
      show();
      dialog.showModal();
    },
  };
}
