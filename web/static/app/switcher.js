import { make, setText } from '../parts/elements.js';
import { addressOf, desk } from './addresses.js';
import { openDialog } from './dialog.js';
import { makeFace } from './faces.js';
import { filterPlaces } from './places.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./places.js').Place} Place */

const most = 50;

/**
 * Goes to a team or a person by a few letters; what is unread comes first.
 * @param {MemberPlace} member
 * @param {{ go: (target: { team: string, person?: string }) => void }} options
 */
export function openSwitcher(member, { go }) {
  if (document.querySelector('.switcher')) return;
  const input = make('input', {
    class: 'input',
    'aria-label': 'Where to',
    placeholder: 'A team or a person',
    autocomplete: 'off',
    dir: 'auto',
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': 'switcher-list',
    'aria-autocomplete': 'list',
    autofocus: true,
  });
  const list = make('ul', {
    class: 'found switcher-list',
    id: 'switcher-list',
    role: 'listbox',
    'aria-label': 'Places',
  });
  const status = make('p', { class: 'field-hint', role: 'status' });
  const dialog = openDialog({ title: 'Go to', className: 'switcher' }, input, status, list);
  /** @type {Place[]} */
  let shown = [];
  let at = 0;

  function look() {
    const places = member.places.toSorted((a, b) => Number(b.unread > 0) - Number(a.unread > 0));
    shown = filterPlaces(places, input.value).slice(0, most);
    at = 0;
    setText(status, shown.length === 0 ? 'Nothing of yours is called like this.' : '');
    draw();
  }

  function draw() {
    list.hidden = shown.length === 0;
    list.replaceChildren(
      ...shown.map((place, index) =>
        make(
          'li',
          {
            class: 'found-one',
            id: `switch-${index}`,
            role: 'option',
            'aria-selected': String(index === at),
            onclick: () => take(place),
          },
          place.kind === 'desk' ? null : makeFace(member.icons, place, 'avatar-small'),
          make('b', { class: 'clip', dir: 'auto' }, place.title),
          make('span', { class: 'faint clip', dir: 'auto' }, place.line),
          place.unread > 0
            ? make(
                'span',
                { class: 'count', title: `${place.unread} unread` },
                place.unread > 99 ? '99+' : String(place.unread),
              )
            : null,
        ),
      ),
    );
    if (shown[at]) input.setAttribute('aria-activedescendant', `switch-${at}`);
    else input.removeAttribute('aria-activedescendant');
    list.children[at]?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {Place} place */
  function take({ kind, team, person }) {
    dialog.close();
    go(kind === 'desk' ? { team: desk } : { team, person });
  }

  input.addEventListener('input', look);
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = shown[at];
    if (step && shown.length > 0) at = (at + step + shown.length) % shown.length;
    else if (event.key === 'Enter' && chosen) take(chosen);
    else return;
    event.preventDefault();
    draw();
  });
  look();
}

/** @param {Place} place */
export const hrefOf = ({ kind, team, person }) =>
  kind === 'desk' ? addressOf({ team: desk }) : addressOf({ team, person });
