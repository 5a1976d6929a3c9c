import { make, setText } from '../parts/elements.js';
import { openDialog } from './dialog.js';
import { findEmoji, nameOfEmoji } from './emoji-names.js';

const most = 72;
const columns = 8;

/**
 * Finds an emoji by its name.
 * @param {{ title: string, onPick: (emoji: string) => void }} options
 */
export function openEmojiPicker({ title, onPick }) {
  const input = make('input', {
    class: 'input',
    'aria-label': 'Name of the emoji',
    placeholder: 'Type its name, e.g. rocket',
    autocomplete: 'off',
    autofocus: true,
  });
  const grid = make('div', { class: 'emoji-grid', role: 'group', 'aria-label': 'Emoji' });
  const note = make('p', { class: 'soft', role: 'status' });
  const dialog = openDialog({ title, className: 'dialog-emoji' }, input, grid, note);

  /** @param {string} emoji */
  function pick(emoji) {
    dialog.close();
    onPick(emoji);
  }

  function draw() {
    const found = findEmoji(input.value.trim().replace(/^:|:$/gu, ''), most);
    grid.replaceChildren(
      ...found.map(({ emoji }, at) =>
        make(
          'button',
          {
            class: 'emoji-one',
            type: 'button',
            tabindex: at === 0 ? 0 : -1,
            'aria-label': nameOfEmoji(emoji),
            title: nameOfEmoji(emoji),
            onclick: () => pick(emoji),
          },
          emoji,
        ),
      ),
    );
    const [first] = found;
    const hint = first && input.value.trim() ? `Enter takes :${first.names[0]}:` : '';
    setText(note, first ? hint : 'No emoji is called like this.');
  }

  input.addEventListener('input', draw);
  input.addEventListener('keydown', (event) => {
    const first = grid.querySelector('button');
    if (event.key === 'Enter' && first?.textContent) {
      event.preventDefault();
      pick(first.textContent);
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      first?.focus();
    }
  });
  grid.addEventListener('keydown', (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...grid.querySelectorAll('button')];
    const at = buttons.findIndex((button) => button === document.activeElement) + step;
    if (at < 0) input.focus();
    else buttons[Math.min(at, buttons.length - 1)]?.focus();
  });
  draw();
}
