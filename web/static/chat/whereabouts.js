import { make } from '../parts/elements.js';
import { say } from '../parts/say.js';

/** @typedef {import('./chat.js').Chat} Chat */

/** As often as typing is told. */
const againMs = 2100;

/**
 * What the people who answer learn of this browser: on which page it is and which hour it has
 * there; and what is typed before it is sent, where their organisation shows that. Then it is said
 * beside the field, for as long as it is so.
 * @param {Chat} chat @param {HTMLFormElement} form
 */
export function createWhereabouts(chat, form) {
  const { client } = chat;
  const input = /** @type {HTMLTextAreaElement} */ (form.querySelector('textarea'));
  const note = make('p', { class: 'composer-note soft', hidden: true });
  form.append(note);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  client.listen((event) => {
    if (event.type !== 'caught_up') return;
    const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
    client.ask('about', { ...pages(), ...(zone ? { zone } : {}) });
  });

  const isShown = () =>
    client.state.typingPreview && chat.room?.conversation?.owner?.kind === 'agent';

  function tell() {
    const { room } = chat;
    if (!room) return;
    const text = isShown() ? input.value.slice(0, 500) : undefined;
    client.typing(room.channel.id, text);
  }

  return {
    typed: () => {
      tell();
      clearTimeout(timer);
      // The last letters as well, when no more come.
      if (isShown()) timer = setTimeout(() => input.value.trim() && tell(), againMs);
    },
    show: () => {
      note.hidden = !isShown();
      if (note.hidden || note.textContent) return;
      note.textContent = say('The person who answers sees what you type before you send it.');
    },
  };
}

/** In a site's frame the page is the site's, as far as its browser tells. */
function pages() {
  const { href, origin } = location;
  const isFramed = parent !== window;
  const before = document.referrer;
  const isElsewhere = before !== '' && !before.startsWith(origin);
  if (isFramed) return isElsewhere ? { page: before } : {};
  return { page: href.split('#')[0], ...(isElsewhere ? { referrer: before } : {}) };
}
