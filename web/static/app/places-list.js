import { make, makeIcon, need, setText } from '../parts/elements.js';
import { hrefOf } from './switcher.js';
import { makeFace } from './faces.js';
import { filterPlaces } from './places.js';
import { WindowList } from './window-list.js';

/** @typedef {import('./places.js').Place} Place */
/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {{ key: string, title: string }} Heading */
/** @typedef {{ key: string, place: Place }} PlaceRow */

const most = 99;

/** The left pane: everything that one can be at. @param {MemberPlace} member */
export function createPlacesList(member) {
  const filter = need('filter', HTMLInputElement);
  const onlyUnread = need('only-unread', HTMLButtonElement);
  const nothing = need('no-places', HTMLElement);
  const scroller = need('places-scroll', HTMLElement);
  const list = need('places', HTMLElement);
  const heightPx = createRowHeight(scroller);
  /** @type {WindowList<Heading | PlaceRow>} */
  const rows = new WindowList({ scroller, list }, { heightPx, make: makeRow, update });
  let isFirst = true;

  /** @param {HTMLElement} row @param {Heading | PlaceRow} thing */
  function update(row, thing) {
    if ('place' in thing) fillRow(member.icons, row, thing.place, member.key === thing.key);
  }

  function show() {
    const { places } = member;
    const unread = places.filter((place) => place.unread > 0).length;
    const isOnlyUnread = onlyUnread.getAttribute('aria-pressed') === 'true';
    const found = filterPlaces(places, filter.value).filter(
      (place) => !isOnlyUnread || place.unread > 0 || place.key === member.key,
    );
    onlyUnread.hidden = unread === 0 && !isOnlyUnread;
    setText(onlyUnread, `Unread ${unread}`);
    rows.show(withHeadings(found), member.key);
    nothing.hidden = found.length > 0 || !member.client.state.caughtUp;
    setText(nothing, describeNothing(places.length, isOnlyUnread));
    if (isFirst && found.length > 0) {
      isFirst = false;
      rows.reveal(member.key);
    }
  }

  filter.addEventListener('input', show);
  filter.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    rows.focusFirst();
  });
  onlyUnread.addEventListener('click', () => {
    const isOn = onlyUnread.getAttribute('aria-pressed') === 'true';
    onlyUnread.setAttribute('aria-pressed', String(!isOn));
    show();
  });
  return { show, reveal: () => rows.reveal(member.key), focusFilter: () => filter.focus() };
}

/** The row's height as the style gives it, read once a layout. @param {HTMLElement} scroller */
function createRowHeight(scroller) {
  let px = 0;
  const read = () => {
    px = Number.parseFloat(getComputedStyle(scroller).getPropertyValue('--row')) || 44;
  };
  addEventListener('resize', read);
  read();
  return () => px;
}

/** @param {number} all @param {boolean} isOnlyUnread */
function describeNothing(all, isOnlyUnread) {
  if (all === 0) return 'You are in no team yet. Press + to make one.';
  return isOnlyUnread ? 'Nothing unread is called like this.' : 'Nothing here is called like this.';
}

const headings = {
  help: 'Conversations you help in',
  desk: 'Help',
  team: 'Teams',
  direct: 'Direct messages',
};

/** @param {Place[]} places @returns {(Heading | PlaceRow)[]} */
function withHeadings(places) {
  return places.flatMap((place, at) => {
    const row = { key: place.key, place };
    if (places[at - 1]?.kind === place.kind) return [row];
    return [{ key: `heading ${place.kind}`, title: headings[place.kind] }, row];
  });
}

/** @param {Heading | PlaceRow} thing */
function makeRow(thing) {
  if ('title' in thing) return make('li', { class: 'place-title' }, make('h2', {}, thing.title));
  return make(
    'li',
    { class: 'place' },
    make(
      'a',
      { class: 'place-open', href: '' },
      make('span', { class: 'place-face' }),
      make(
        'span',
        { class: 'place-words' },
        make('b', { dir: 'auto' }),
        make('span', { class: 'place-line soft', dir: 'auto' }),
      ),
      make('span', { class: 'place-off', hidden: true }, 'off'),
      make('span', { class: 'count place-count', hidden: true }),
      make('span', { class: 'visually-hidden place-news' }),
    ),
  );
}

/**
 * @param {import('./icons.js').Icons} icons @param {HTMLElement} row @param {Place} place
 * @param {boolean} isHere
 */
function fillRow(icons, row, place, isHere) {
  const { kind, title, line, unread, mentions, isActive } = place;
  const link = part(row, 'a');
  link.setAttribute('href', hrefOf(place));
  if (isHere) link.setAttribute('aria-current', 'page');
  else link.removeAttribute('aria-current');
  const face = part(row, '.place-face');
  const faceKey = `${place.key} ${title} ${place.icon}`;
  if (face.dataset.of !== faceKey) {
    face.dataset.of = faceKey;
    face.replaceChildren(kind === 'desk' ? makeIcon('headset') : makeFace(icons, place));
  }
  setText(part(row, 'b'), title);
  setText(part(row, '.place-line'), line);
  part(row, '.place-off').hidden = isActive;
  row.classList.toggle('place-unread', unread > 0);
  const count = part(row, '.place-count');
  const shown = mentions > 0 ? `@${limit(mentions)}` : limit(unread);
  count.hidden = unread === 0;
  count.classList.toggle('count-mention', mentions > 0 || kind !== 'team');
  count.setAttribute('aria-hidden', 'true');
  setText(count, shown);
  const news =
    mentions > 0 ? `, ${unread} unread, ${mentions} of them for you` : `, ${unread} unread`;
  setText(part(row, '.place-news'), unread > 0 ? news : '');
}

/** @param {number} count */
const limit = (count) => (count > most ? `${most}+` : String(count));

/** @param {HTMLElement} row @param {string} selector */
function part(row, selector) {
  return /** @type {HTMLElement} */ (row.querySelector(selector));
}
