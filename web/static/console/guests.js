import { make, setText } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import { clockTime } from '../parts/times.js';
import { showToast } from '../parts/toast.js';
import { showDialog } from './form-dialog.js';
import { words } from './words.js';

/** @typedef {{ id: string, name: string, since: string }} Guest */

const everyMs = 5000;

/**
 * Guests who are here now, and the way to ask one to talk.
 * @param {import('./desk.js').Desk} desk
 * @param {{ onOpen: (channelId: string) => void }} options
 */
export function createGuests(desk, { onOpen }) {
  const { client } = desk;
  /** Asked and not answered yet: id of the invitation → the guest's. @type {Map<string, string>} */
  const asked = new Map();
  /** Names by id, as they were listed. @type {Map<string, string>} */
  const names = new Map();
  /** @type {Guest[]} */
  let here = [];
  /** @type {{ list: HTMLElement, line: HTMLElement, dialog: HTMLDialogElement } | null} */
  let shown = null;
  /** @param {string} [id] */
  const nameOf = (id = '') => isolate(names.get(id) ?? 'The guest');

  client.listen((event) => {
    if (event.type !== 'desk') return;
    const { frame } = event;
    if (frame.op === 'guests') draw(frame.guests);
    if (frame.op === 'invited') {
      asked.set(frame.id, frame.person_id);
      showToast(`${nameOf(frame.person_id)} is asked.`);
      draw(here);
    }
    if (frame.op === 'invitation_ended') {
      const name = nameOf(asked.get(frame.id));
      asked.delete(frame.id);
      draw(here);
      if (frame.outcome === 'accepted' && frame.channel_id) show(frame.channel_id);
      const outcomes = {
        accepted: `${name} talks to you.`,
        declined: `${name} does not want to talk now.`,
        expired: `${name} did not answer, or talks to a colleague by now.`,
      };
      showToast(outcomes[frame.outcome]);
    }
  });

  /** Now, or as soon as it is mine. @param {string} channelId */
  function show(channelId) {
    shown?.dialog.close();
    if (client.state.rooms.get(channelId)?.joined) onOpen(channelId);
    else desk.taking = channelId;
  }

  /** @param {Guest[]} guests */
  function draw(guests) {
    here = guests;
    for (const { id, name } of guests) names.set(id, name);
    if (!shown) return;
    const { list, line } = shown;
    setText(line, guests.length === 0 ? 'Nobody is here at the moment.' : '');
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset['guest'];
    list.replaceChildren(...guests.map(makeRow));
    if (!focused) return;
    const again = list.querySelector(`[data-guest="${CSS.escape(focused)}"]`);
    if (again instanceof HTMLElement) again.focus();
  }

  /** @param {Guest} guest */
  function makeRow({ id, name, since }) {
    const isAsked = [...asked.values()].includes(id);
    const invite = () => {
      if (isAsked) return;
      if (!client.ask('invite', { person_id: id })) showToast(words.notNow);
    };
    return make(
      'li',
      { class: 'found' },
      make('b', { class: 'clip', dir: 'auto' }, name),
      make('span', { class: 'soft numbers' }, `since ${clockTime(since)}`),
      make(
        'button',
        {
          class: 'button button-quiet button-small',
          type: 'button',
          'data-guest': id,
          // Not `disabled`, which would take the focus away.
          'aria-disabled': isAsked ? 'true' : undefined,
          onclick: invite,
        },
        isAsked ? 'Asked' : 'Ask to talk',
        make('span', { class: 'visually-hidden' }, ` ${name}`),
      ),
    );
  }

  return {
    open: () => {
      const list = make('ul', { class: 'found-list', 'aria-label': 'Guests' });
      const line = make('p', { role: 'status' }, 'Looking who is here…');
      const text = 'A guest who says yes talks to you in private, and takes one of your seats.';
      const close = make(
        'form',
        { method: 'dialog', class: 'dialog-actions' },
        make('button', { class: 'button button-plain', autofocus: true }, 'Done'),
      );
      const dialog = showDialog({ title: 'Guests who are here', text }, line, list, close);
      shown = { list, line, dialog };
      const look = () => client.ask('guests');
      const timer = setInterval(look, everyMs);
      dialog.addEventListener('close', () => {
        clearInterval(timer);
        shown = null;
      });
      if (!look()) setText(line, words.notNow);
    },
  };
}
