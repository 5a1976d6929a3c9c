import { fill } from '../parts/elements.js';
import { say } from '../parts/say.js';
import { sayIfNot } from './acts.js';

/** @typedef {import('../client/frames.d.ts').DeskFrame} DeskFrame */
/** @typedef {Extract<DeskFrame, { op: 'invitation' }>} Invitation */

/** A little more than the server waits for an answer: it says when that is over. */
const openMs = 125_000;

/**
 * An agent asks the visitor to talk: who it is, yes and no, until it is answered or over.
 * @param {HTMLElement} element @param {import('../client/visitor-client.js').VisitorClient} client
 * @returns {() => boolean} whether an answer is waited for
 */
export function createInvitation(element, client) {
  let open = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {Invitation} [invitation] */
  function show(invitation) {
    clearTimeout(timer);
    open = invitation?.id ?? '';
    element.hidden = !invitation;
    if (!invitation) return;
    const text = say('{name} would like to talk to you.', { name: invitation.from.name });
    fill(/** @type {Element} */ (element.firstElementChild), text);
    timer = setTimeout(show, openMs);
  }

  element.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    const isSent = client.ask('answer', { id: open, accept: target.value === 'yes' });
    sayIfNot(isSent);
    if (isSent) show();
  });
  client.listen((event) => {
    if (event.type !== 'heard') return;
    const { frame } = event;
    if (frame.op === 'invitation') show(frame);
    if (frame.op === 'invitation_ended' && frame.id === open) show();
  });
  return () => open !== '';
}
