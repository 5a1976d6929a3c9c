import { make, makeIcon } from '../parts/elements.js';
import { showToast } from '../parts/toast.js';

/**
 * A sound or a film that is fetched when somebody wants it, in the same room before and after. An
 * address that has become too old meanwhile is replaced, and it goes on where it was.
 * @param {'audio' | 'video'} kind @param {() => Promise<string>} addressOf
 */
export function makePlayer(kind, addressOf) {
  const name = make('b', { class: 'clip', dir: 'auto' }, kind === 'video' ? 'A film' : 'A sound');
  const size = make('span', { class: 'faint numbers' });
  const play = make(
    'button',
    {
      class: 'button button-quiet button-icon player-play line-control',
      type: 'button',
      tabindex: -1,
      'aria-label': 'Play',
    },
    makeIcon('play'),
  );
  const head = make('div', { class: 'player-head' }, play, make('span', {}, name, size));
  const element = make('figure', { class: `figure player player-${kind}` }, head);

  async function start() {
    play.setAttribute('aria-busy', 'true');
    try {
      const media = make(kind, { controls: true, preload: 'auto', src: await addressOf() });
      watch(media, addressOf);
      if (kind === 'video') element.replaceChildren(media);
      else play.replaceWith(media);
      media.focus({ preventScroll: true });
      await media.play();
    } catch (error) {
      // Whoever forbids playing by itself still has the controls.
      const isKept = error instanceof DOMException && error.name !== 'NotSupportedError';
      if (!isKept && error instanceof Error) showToast(error.message);
    }
    play.removeAttribute('aria-busy');
  }

  play.addEventListener('click', () => void start());
  return { element, name, size };
}

/** @param {HTMLMediaElement} media @param {() => Promise<string>} addressOf */
function watch(media, addressOf) {
  let failedAt = -1;
  media.addEventListener('error', () => {
    const at = media.currentTime;
    // The same place fails twice: it is not the address.
    if (at === failedAt) return;
    failedAt = at;
    addressOf().then(
      (address) => {
        media.src = address;
        media.currentTime = at;
        return media.play();
      },
      (error) => showToast(error instanceof Error ? error.message : 'It cannot be had just now.'),
    );
  });
}
