import { requestJson } from '../client/requests.js';
import { isolate } from '../parts/isolate.js';
import { make } from '../parts/elements.js';
import { makeChoices, makeField, openForm } from './form-dialog.js';

/**
 * @typedef {{
 *   id: string, name: string, role: 'agent' | 'admin' | 'member', open: number, limit: number,
 *   state: 'free' | 'full' | 'paused' | 'away' | 'offline', dnd: boolean,
 * }} Colleague
 * @typedef {{
 *   people: Colleague[], teams: { id: string, name: string, free: number }[],
 *   automations: { name: string, title: string }[],
 * }} Colleagues
 */

const states = {
  free: '',
  full: 'no free seat',
  paused: 'on a break',
  away: 'not connected',
  offline: 'offline',
};

/** How a colleague stands, in a few words. @param {Colleague} colleague */
export function describeColleague({ role, state, open, limit, dnd }) {
  if (role === 'member') return 'Specialist';
  if (role === 'admin') return 'Admin';
  const seats = state === 'offline' ? '' : `${open} of ${limit}`;
  return [seats, states[state], dnd ? 'do not disturb' : ''].filter(Boolean).join(', ');
}

/** @returns {Promise<Colleagues>} Rejects with a RequestError. */
export async function readColleagues() {
  return /** @type {Colleagues} */ (await requestJson('/agent/colleagues'));
}

/**
 * Where a conversation can go: agents who can have it, teams, automations.
 * @param {Colleagues} all
 */
export function aimsOf({ people, teams, automations }) {
  const agents = people.filter(({ role }) => role === 'agent');
  return [
    ...agents.map((one) => ({
      value: `agent:${one.id}`,
      label: one.name,
      note: describeColleague(one),
      isOff: one.state !== 'free',
      group: 'Agents',
    })),
    ...teams.map(({ id, name, free }) => ({
      value: `team:${id}`,
      label: name,
      note: free === 1 ? '1 has a free seat' : `${free} have a free seat`,
      group: 'Teams, at the front of the queue',
    })),
    ...automations.map(({ name, title }) => ({
      value: `automation:${name}`,
      label: title,
      note: 'bot',
      group: 'Automations',
    })),
  ];
}

/**
 * Gives a conversation to somebody else, with a note.
 * @param {import('./desk.js').Desk} desk @param {string} channelId
 */
export async function handOver(desk, channelId) {
  const visitor = desk.client.state.rooms.get(channelId)?.conversation?.visitor;
  if (!visitor) return;
  const choices = aimsOf(await readColleagues());
  const note = make('textarea', { class: 'input', name: 'note', rows: 3, maxlength: 1000 });
  const list = makeChoices('To whom?', 'to', choices);
  openForm({
    title: `Hand ${isolate(visitor.name)} over`,
    action: 'Hand over',
    isWide: true,
    body: [
      makeFilter(list, choices.length),
      list,
      makeField('A note for whoever comes next', note, 'The visitor never sees it.'),
    ],
    submit: async (fields) => {
      const [kind = '', ...rest] = (fields['to'] ?? '').split(':');
      if (!kind) return 'Choose to whom it goes.';
      const to = { [kind]: rest.join(':') };
      const said = (fields['note'] ?? '').trim();
      await desk.change('transfer', channelId, { to, note: said });
      return undefined;
    },
  });
}

/**
 * Brings a second agent or a specialist in.
 * @param {import('./desk.js').Desk} desk @param {string} channelId
 */
export async function bringIn(desk, channelId) {
  const visitor = desk.client.state.rooms.get(channelId)?.conversation?.visitor;
  if (!visitor) return;
  const { people } = await readColleagues();
  const choices = people.map((one) => ({
    value: one.id,
    label: one.name,
    note: describeColleague(one),
    isOff: one.role === 'agent' && one.state === 'offline',
    group: { agent: 'Agents', admin: 'Admins', member: 'Specialists from your teams' }[one.role],
  }));
  const list = makeChoices('Whom?', 'person', grouped(choices));
  openForm({
    title: `Bring somebody in to ${isolate(visitor.name)}`,
    text: 'They read along and write too, and take no seat. Everybody in it is told.',
    action: 'Bring in',
    isWide: true,
    body: [makeFilter(list, choices.length), list],
    submit: async (fields) => {
      const person_id = fields['person'] ?? '';
      if (!person_id) return 'Choose whom to bring in.';
      await desk.change('bring', channelId, { person_id });
      return undefined;
    },
  });
}

/** @template {{ group: string }} C @param {C[]} choices */
function grouped(choices) {
  return [...Map.groupBy(choices, ({ group }) => group).values()].flat();
}

/** Leaves of many those that hold what is typed. @param {HTMLElement} list @param {number} count */
function makeFilter(list, count) {
  const input = make('input', {
    class: 'input',
    type: 'search',
    placeholder: 'Filter by name',
    'aria-label': 'Filter by name',
    autocomplete: 'off',
    hidden: count < 8,
  });
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of list.querySelectorAll('.choice')) {
      row.toggleAttribute('hidden', !row.textContent.toLowerCase().includes(wanted));
    }
  });
  return input;
}
