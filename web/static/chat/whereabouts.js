import { fill, make } from '../parts/elements.js';
import { say } from '../parts/say.js';

/** As often as typing is told. */
const againMs = 2100;

/**
 * What the people who answer learn of this browser: on which page it is and which hour it has
 * there; and what is typed before it is sent, where their organisation shows that. Then it is said
 * beside the field, for as long as it is so.
 * @param {import('./chat.js').Chat} chat
 * @param {Pick<import('./page.js').Page, 'composer' | 'message'>} page
 */
export function createWhereabouts(chat, { composer, message }) {
  const { client } = chat;
  const note = make('p', { class: 'composer-note soft' });
  composer.append(note);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  client.listen(({ type }) => {
    if (type !== 'caught_up') return;
    // What is unknown is left out of JSON.
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || undefined;
    client.ask('about', { ...pages(), zone });
  });

  const isShown = () =>
    client.state.typingPreview && chat.room?.conversation?.owner?.kind === 'agent';

  function tell() {
    const text = isShown() ? message.value.slice(0, 500) : undefined;
    if (chat.room) client.typing(chat.room.channel.id, text);
  }

  return {
    typed: () => {
      tell();
      clearTimeout(timer);
      // The last letters as well, when no more come.
      if (isShown()) timer = setTimeout(() => message.value.trim() && tell(), againMs);
    },
    show: () => {
      note.hidden = !isShown();
      fill(note, say('The person who answers sees what you type before you send it.'));
    },
  };
}

/** In a site's frame the page is the site's, as far as its browser tells. */
function pages() {
  const { href, origin } = location;
  const { referrer } = document;
  const before = referrer.startsWith(origin) ? undefined : referrer || undefined;
  return parent === window ? { page: href.split('#')[0], referrer: before } : { page: before };
}
