import { makeButton } from '../parts/button.js';
import { make, setText } from '../parts/elements.js';
import { showDialog } from './form-dialog.js';

const keptMs = 60_000;
const words = {
  saved: 'The file is saved where your browser keeps downloads.',
  failed: 'That did not work. Try again in a moment.',
};
const refusals = new Map([
  [404, 'A copy is for those who had a part in the conversation, and for admins.'],
  [429, 'Those were many copies for a minute. Try again in a moment.'],
]);

/** A copy of a conversation as a file, by the reader's own clock. @param {string} channelId */
export function keepCopy(channelId) {
  const status = make('p', { role: 'status', class: 'soft' });

  /** @param {'html' | 'text' | 'json'} format @param {string} ending of the file's name */
  async function save(format, ending) {
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
    const answer = await fetch(
      `/transcripts/${channelId}?${new URLSearchParams({ format, zone, language: 'en' })}`,
    );
    if (!answer.ok) return setText(status, refusals.get(answer.status) ?? words.failed);
    const href = URL.createObjectURL(await answer.blob());
    const stamp = new Date().toISOString().slice(0, 10);
    make('a', { href, download: `conversation-${stamp}.${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), keptMs);
    setText(status, words.saved);
  }

  /** @type {(label: string, format: 'html' | 'text' | 'json', ending: string) => HTMLElement} */
  const way = (label, format, ending) =>
    makeButton('quiet', label, () => {
      void save(format, ending).catch(() => setText(status, words.failed));
    });
  showDialog(
    { title: 'Keep a copy', text: 'Of everything that was said, by your own clock.' },
    make(
      'div',
      { class: 'reading-ways' },
      way('Page', 'html', 'html'),
      way('Text', 'text', 'txt'),
      way('JSON', 'json', 'json'),
    ),
    status,
    make(
      'form',
      { method: 'dialog', class: 'dialog-actions' },
      make('button', { class: 'button button-plain', autofocus: true }, 'Done'),
    ),
  );
}
