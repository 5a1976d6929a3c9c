import { askToConfirm } from '../parts/confirm.js';
import { make } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import { showToast } from '../parts/toast.js';
import { openAddPeople, openDelete, openHold, openNewTeam, openSettings } from './team-dialogs.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./rosters.js').Team} Team */
/** @typedef {import('./rosters.js').Member} Member */

/**
 * What one does with teams and who is in them; what is destructive asks first, by name.
 * @param {MemberPlace} member
 * @param {{ go: (target: Partial<import('./addresses.js').Target>) => void }} options
 */
export function createTeamActs(member, { go }) {
  const { api, rosters } = member;

  /** @param {() => Promise<unknown>} act @param {string} teamId */
  async function attempt(act, teamId) {
    try {
      await act();
    } catch (error) {
      showToast(error instanceof Error ? error.message : 'Nothing was changed.');
      rosters.refresh(teamId);
    }
  }

  /** @param {Team} team */
  async function leave(team) {
    if (team.super_admin === member.me) return openHold(team);
    const isSure = await askToConfirm({
      title: `Leave ${isolate(team.name)}?`,
      text: 'You cannot read it any more until somebody adds you again. What you wrote stays.',
      action: 'Leave it',
    });
    if (!isSure) return;
    await attempt(async () => {
      await api.change('POST', `/v1/teams/${team.id}/leave`);
      go({});
    }, team.id);
  }

  /** @param {Team} team @param {Member} one */
  async function remove(team, one) {
    const name = isolate(one.name);
    const isSure = await askToConfirm({
      title: `Remove ${name} from ${isolate(team.name)}?`,
      text: `${name} cannot read it any more. What ${name} wrote stays.`,
      action: 'Remove',
    });
    const path = `/v1/teams/${team.id}/members/${one.id}`;
    if (isSure) await attempt(() => api.change('DELETE', path), team.id);
  }

  /** @param {Team} team @param {Member} one */
  async function transfer(team, one) {
    const name = isolate(one.name);
    const isSure = await askToConfirm({
      title: `Give ${isolate(team.name)} to ${name}?`,
      text: `${name} decides about it from then on, and you are one of its admins.`,
      action: 'Give it away',
    });
    const body = { user: one.id };
    const path = `/v1/teams/${team.id}/transfer`;
    if (isSure) await attempt(() => api.change('POST', path, { body }), team.id);
  }

  /** @param {Team} team @param {Member} one @param {boolean} isAdmin */
  function appoint(team, one, isAdmin) {
    const path = `/v1/teams/${team.id}/admins/${one.id}`;
    return attempt(() => api.change(isAdmin ? 'PUT' : 'DELETE', path), team.id);
  }

  /** @param {Team} team */
  function openTeamSettings(team) {
    const acts = make('div', { class: 'team-acts' });
    const edited = () => rosters.refresh(team.id);
    const dialog = openSettings({ api, team, onEdited: edited, acts });
    const then = (/** @type {() => unknown} */ act) => () => {
      dialog.close();
      void act();
    };
    const switched = { body: { active: !team.active }, version: team.version };
    acts.append(
      makeAct(
        team.active ? 'Switch off' : 'Switch on',
        team.active
          ? 'Switched off, it can be read, and nobody writes in it.'
          : 'Switched on, everybody in it can write again.',
        then(() => attempt(() => api.change('PATCH', `/v1/teams/${team.id}`, switched), team.id)),
      ),
      makeAct(
        'Delete…',
        'Deleted, everything in it is gone for everybody.',
        then(() => openDelete({ api, team, onDeleted: () => go({}) })),
      ),
    );
  }

  return {
    leave,
    remove,
    transfer,
    appoint,
    openSettings: openTeamSettings,
    openNew: () => openNewTeam({ api, me: member.me, onMade: (team) => go({ team: team.id }) }),
    /** @param {Team} team */
    openAdd: (team) => {
      const inside = new Set(team.members);
      openAddPeople({
        api,
        team,
        without: (id) => inside.has(id),
        onAdded: () => rosters.refresh(team.id),
      });
    },
  };
}

/** @typedef {ReturnType<typeof createTeamActs>} TeamActs */

/** @param {string} label @param {string} line @param {() => void} act */
function makeAct(label, line, act) {
  const names = 'button button-danger button-small';
  return make(
    'div',
    { class: 'team-act' },
    make('p', { class: 'soft' }, line),
    make('button', { class: names, type: 'button', onclick: act }, label),
  );
}
