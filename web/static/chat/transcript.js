import { RequestError, requestJson } from '../client/requests.js';
import { makeButton } from '../parts/button.js';
import { fill, make } from '../parts/elements.js';
import { pageLanguage, say } from '../parts/say.js';

/**
 * A copy of the conversation to keep: as a file, or as a mail to an address.
 * @param {{ origin: string, channelId: string, token: () => Promise<string> }} source
 */
export function keepCopy({ origin, channelId, token }) {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  const language = pageLanguage() ?? 'en';
  const status = make('p', { role: 'status' });
  const email = make('input', {
    class: 'input',
    id: 'copy-email',
    type: 'email',
    autocomplete: 'email',
    maxlength: 254,
    required: true,
  });

  /** @param {'html' | 'text' | 'json'} format @param {string} ending of the file's name */
  async function download(format, ending) {
    const query = new URLSearchParams({ format, zone, language });
    const headers = { authorization: `Bearer ${await token()}` };
    const answer = await fetch(`${origin}/transcripts/${channelId}?${query}`, { headers });
    if (!answer.ok) throw new Error('no');
    const href = URL.createObjectURL(await answer.blob());
    const stamp = new Date().toISOString().slice(0, 10);
    const link = make('a', { href, download: `conversation-${stamp}.${ending}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
    fill(status, say('The file is saved where your browser keeps downloads.'));
  }

  async function mail() {
    const json = { to: email.value.trim(), zone, language };
    await requestJson(`${origin}/v1/channels/${channelId}/transcript`, {
      json,
      token: await token(),
    });
    fill(status, say('It is on its way to {address}.', { address: json.to }));
  }

  /** @param {() => Promise<void>} act */
  const attempt = (act) => () =>
    void act().catch((error) =>
      fill(
        status,
        error instanceof RequestError && error.status === 429
          ? say('Enough copies were mailed for today. Download it instead.')
          : say('That did not work. Nothing was sent; try again in a moment.'),
      ),
    );

  /** @param {Event} event */
  function onsubmit(event) {
    event.preventDefault();
    attempt(mail)();
  }
  const mailing = make(
    'form',
    { class: 'field', onsubmit },
    make('label', { for: 'copy-email' }, say('Or have it mailed to')),
    email,
    make('button', { class: 'button button-quiet button-small' }, say('Send')),
  );
  const dialog = make(
    'dialog',
    { class: 'dialog copy', 'aria-labelledby': 'copy-title' },
    make('h2', { id: 'copy-title' }, say('Keep a copy')),
    make('p', {}, say('Of everything that was said here, by your own clock.')),
    make(
      'div',
      { class: 'copy-formats' },
      makeButton(
        'quiet',
        say('Page'),
        attempt(() => download('html', 'html')),
      ),
      makeButton(
        'quiet',
        say('Text'),
        attempt(() => download('text', 'txt')),
      ),
      makeButton(
        'quiet',
        'JSON',
        attempt(() => download('json', 'json')),
      ),
    ),
    mailing,
    status,
    make(
      'form',
      { method: 'dialog', class: 'dialog-actions' },
      make('button', { class: 'button button-plain' }, say('Close')),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
