import { makeAvatar } from '../parts/avatar.js';
import { make, makeIcon, setText } from '../parts/elements.js';
import { makePresence, showPresence } from '../parts/presence.js';
import { openMenu } from './menu.js';
import { rightsOf, rightsOver } from './rights.js';
import { WindowList } from './window-list.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./places.js').Place} Place */
/** @typedef {import('./rosters.js').Member} Member */
/** @typedef {Member & { key: string }} MemberRow */

const rowPx = 48;
const titles = { member: '', admin: 'Admin', super_admin: 'Holds the team' };

/**
 * Who is in the team, and what may be done with them.
 * @param {MemberPlace} member @param {import('./team-acts.js').TeamActs} acts
 * @param {{ go: (target: { team: string, person: string }) => void }} options
 * @returns {import('./side.js').Tab}
 */
export function createMembersTab(member, acts, { go }) {
  /** @type {ReturnType<typeof makePane> | null} */
  let pane = null;
  return {
    title: 'Members',
    isFor: ({ kind, room }) => kind === 'team' && room.joined,
    show: (box, place) => {
      if (box.childElementCount === 0) {
        pane = makePane(member, acts, go);
        box.append(pane.root);
      }
      pane?.show(place);
    },
  };
}

/**
 * @param {MemberPlace} member @param {import('./team-acts.js').TeamActs} acts
 * @param {(target: { team: string, person: string }) => void} go
 */
function makePane(member, acts, go) {
  const filter = make('input', {
    class: 'input',
    type: 'search',
    'aria-label': 'Find a member',
    placeholder: 'Find a member',
    autocomplete: 'off',
  });
  const add = makeAct('plus', 'Add people', () => withTeam(acts.openAdd));
  const settings = makeAct('gear', 'Settings', () => withTeam(acts.openSettings));
  const leave = makeAct('leave', 'Leave the team…', () =>
    withTeam((team) => void acts.leave(team)),
  );
  const status = make('p', { class: 'side-note soft', role: 'status' });
  const list = make('ul', { class: 'window-list', 'aria-label': 'Members' });
  const scroller = make('div', { class: 'side-scroll' }, list);
  const root = make(
    'div',
    { class: 'side-pane' },
    make('div', { class: 'side-acts' }, add, settings, leave),
    filter,
    status,
    scroller,
  );
  /** @type {Place | null} */
  let here = null;
  /** @type {WindowList<MemberRow>} */
  const rows = new WindowList(
    { scroller, list },
    { heightPx: () => rowPx, make: makeRow, update: (row, one) => here && fillRow(row, one, here) },
  );

  /** @param {(team: import('./rosters.js').Team) => void} act */
  function withTeam(act) {
    const team = here && member.rosters.of(here.team).team;
    if (team) act(team);
  }

  /** @param {MemberRow} one */
  function makeRow(one) {
    const more = make(
      'button',
      {
        class: 'member-open',
        type: 'button',
        'aria-haspopup': 'menu',
        onclick: () => {
          const team = here && member.rosters.of(here.team).team;
          const now = team && member.rosters.of(team.id).members.find(({ id }) => id === one.id);
          if (now && here) openMemberMenu(more, now, here);
        },
      },
      makeAvatar(one),
      make(
        'span',
        { class: 'member-words' },
        make('b', { class: 'clip', dir: 'auto' }),
        make(
          'span',
          { class: 'member-line soft' },
          makePresence(),
          make('span', { class: 'clip' }),
        ),
      ),
    );
    return make('li', { class: 'member-row' }, more);
  }

  /** @param {HTMLElement} row @param {MemberRow} one @param {Place} place */
  function fillRow(row, one, place) {
    const isMe = one.id === member.me;
    const presence = /** @type {HTMLElement} */ (row.querySelector('.presence'));
    setText(/** @type {Element} */ (row.querySelector('b')), isMe ? `${one.name} (you)` : one.name);
    const shown = member.client.state.presence.of(place.key, one.id);
    showPresence(presence, shown?.state === 'offline' ? null : shown, ({ state }) =>
      state === 'online' ? 'Online' : 'Away',
    );
    const nick = one.nick ? `@${one.nick}` : '';
    const words = [titles[one.level], one.active ? '' : 'Account off', nick].filter(Boolean);
    setText(/** @type {Element} */ (row.querySelector('.member-line > .clip')), words.join(' · '));
  }

  /** @param {HTMLElement} opener @param {Member} one @param {Place} place */
  function openMemberMenu(opener, one, place) {
    const team = member.rosters.of(place.team).team;
    if (!team) return;
    const may = rightsOver(place.level, one.level, place.isActive);
    const isMe = one.id === member.me;
    const write = () => go({ team: team.id, person: one.id });
    const entries = [
      !isMe && { label: 'Write to them alone', icon: 'chat', act: write },
      may.promote && {
        label: 'Make an admin',
        icon: 'person',
        act: () => void acts.appoint(team, one, true),
      },
      may.demote && {
        label: 'Take the admin rights',
        icon: 'person',
        act: () => void acts.appoint(team, one, false),
      },
      may.transfer && {
        label: 'Give them the team…',
        icon: 'gift',
        act: () => void acts.transfer(team, one),
      },
      !isMe &&
        may.remove && {
          label: 'Remove…',
          icon: 'close',
          isDanger: true,
          act: () => void acts.remove(team, one),
        },
    ].filter((entry) => entry !== false);
    if (entries.length > 0) openMenu(opener, entries, { label: one.name });
  }

  filter.addEventListener('input', () => here && show(here));

  /** @param {Place} place */
  function show(place) {
    here = place;
    const { members, problem, isWhole, team } = member.rosters.of(place.team);
    const wanted = filter.value.trim().toLowerCase().replace(/^@/u, '');
    const found = members.filter(
      ({ name, nick }) => name.toLowerCase().includes(wanted) || (nick ?? '').includes(wanted),
    );
    const rights = rightsOf(place.level, place.isActive);
    add.hidden = !rights.add;
    settings.hidden = !rights.edit;
    const count = team?.members.length ?? 0;
    const shown = isWhole ? `${count} in the team` : `${members.length} of ${count} are shown`;
    const words = wanted ? `${found.length} found` : shown;
    setText(status, problem || (members.length === 0 ? 'Reading who is here…' : words));
    rows.show(
      found.map((one) => ({ ...one, key: one.id })),
      '',
    );
  }
  return { root, show };
}

/** @param {string} icon @param {string} label @param {() => void} act */
function makeAct(icon, label, act) {
  return make(
    'button',
    { class: 'button button-quiet button-small', type: 'button', onclick: act },
    makeIcon(icon, 'icon icon-small'),
    label,
  );
}
