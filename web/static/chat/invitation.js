import { setText } from '../parts/elements.js';
import { say } from '../parts/say.js';
import { showNote } from './note.js';
import { words } from './words.js';

/** @typedef {import('../client/frames.d.ts').DeskFrame} DeskFrame */
/** @typedef {Extract<DeskFrame, { op: 'invitation' }>} Invitation */

/**
 * An agent asks the visitor to talk: who it is, yes and no, until it is answered or over.
 * @param {HTMLElement} element @param {import('../client/visitor-client.js').VisitorClient} client
 */
export function createInvitation(element, client) {
  /** @type {Invitation | null} */
  let open = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {Invitation | null} invitation */
  function show(invitation) {
    clearTimeout(timer);
    open = invitation;
    element.hidden = !open;
    if (!open) return;
    const text = say('{name} would like to talk to you.', { name: open.from.name });
    setText(/** @type {Element} */ (element.firstElementChild), text);
    timer = setTimeout(show, Math.max(0, Date.parse(open.ends_at) - Date.now()), null);
  }

  element.addEventListener('click', ({ target }) => {
    if (!open || !(target instanceof HTMLButtonElement)) return;
    const { id } = open;
    if (!client.ask('answer', { id, accept: target.value === 'yes' })) {
      showNote(words.notNow());
    } else show(null);
  });
  client.listen((event) => {
    if (event.type !== 'heard') return;
    const { frame } = event;
    if (frame.op === 'invitation') show(frame);
    if (frame.op === 'invitation_ended' && frame.id === open?.id) show(null);
  });
  return {
    /** Somebody waits for an answer. */
    get isOpen() {
      return open !== null;
    },
  };
}
