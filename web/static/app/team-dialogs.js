import { make } from '../parts/elements.js';
import { openDialog } from './dialog.js';
import { makeField, makeForm } from './fields.js';
import { makePeoplePicker } from './people-picker.js';
import { makePictureField } from './picture-field.js';
import { showToast } from '../parts/toast.js';

/** @typedef {import('./api.js').Api} Api */
/** @typedef {import('./rosters.js').Team} Team */

/** @param {string} text */
export function readTags(text) {
  const tags = text.split(/[,\n]/u).map((tag) => tag.trim());
  return [...new Set(tags.filter(Boolean))];
}

/** @param {Api} api @param {Partial<Team>} [team] */
function makeTeamFields(api, { id: team = '', name = '', icon = null, meta_tags = [] } = {}) {
  return {
    name: makeField({ label: 'Name', name: 'name', value: name, maxlength: 80, autofocus: true }),
    icon: makePictureField({ api, team, icon }),
    meta_tags: makeField({
      label: 'Tags',
      name: 'meta_tags',
      value: meta_tags.join(', '),
      isOptional: true,
      hint: 'Words by which it is found, with commas between them.',
    }),
  };
}

/** What can be told without asking the server. @param {ReturnType<typeof makeTeamFields>} fields */
function isFilled({ name, icon }) {
  const address = icon.input.value.trim();
  const isWrong = address !== '' && !address.startsWith('https://');
  name.complain(name.input.value.trim() === '' ? 'It needs a name.' : '');
  const isEarly = icon.isUploading() ? 'The picture is still uploading.' : '';
  icon.complain(isWrong ? 'It must be an https address.' : isEarly);
  const wrong = [name, icon].find(({ input }) => input.getAttribute('aria-invalid') === 'true');
  wrong?.input.focus();
  return wrong === undefined;
}

/** @param {ReturnType<typeof makeTeamFields>} fields */
function readTeam({ name, icon, meta_tags }) {
  return {
    name: name.input.value,
    icon: icon.read(),
    meta_tags: readTags(meta_tags.input.value),
  };
}

/**
 * @param {{ api: Api, me: string, onMade: (team: Team) => void }} options
 */
export function openNewTeam({ api, me, onMade }) {
  const fields = makeTeamFields(api);
  const picker = makePeoplePicker({ api, label: 'Members', without: (id) => id === me });
  const form = makeForm({
    fields,
    content: [fields.name.box, picker.box, fields.meta_tags.box, fields.icon.box],
    action: 'Make the team',
    act: async () => {
      if (!isFilled(fields)) return;
      const members = picker.picked().map(({ id }) => id);
      /** @type {Team} */
      const team = await api.create('/v1/teams', { ...readTeam(fields), members });
      await giveFace(api, team, fields.icon);
      dialog.close();
      onMade(team);
    },
  });
  const dialog = openDialog({ title: 'New team', className: 'dialog-wide' }, form);
}

/**
 * A team is there without its picture, too.
 * @param {Api} api @param {Team} team @param {ReturnType<typeof makePictureField>} field
 */
async function giveFace(api, team, field) {
  try {
    const icon = await field.uploadTo(team.id);
    const path = `/v1/teams/${team.id}`;
    if (icon) await api.change('PATCH', path, { body: { icon }, version: team.version });
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'It cannot be stored just now.';
    showToast(`The team is made, without its picture. ${reason} Try again in its settings.`);
  }
}

/**
 * @param {{ api: Api, team: Team, onEdited: () => void, acts: HTMLElement }} options
 *   `acts`: what else may be done with the team
 */
export function openSettings({ api, team, onEdited, acts }) {
  const fields = makeTeamFields(api, team);
  const form = makeForm({
    fields,
    content: [fields.name.box, fields.meta_tags.box, fields.icon.box],
    action: 'Save',
    act: async () => {
      if (!isFilled(fields)) return;
      const body = readTeam(fields);
      await api.change('PATCH', `/v1/teams/${team.id}`, { body, version: team.version });
      dialog.close();
      onEdited();
    },
  });
  const dialog = openDialog(
    { title: `Settings of ${team.name}`, className: 'dialog-wide' },
    form,
    acts,
  );
  return dialog;
}

/**
 * @param {{
 *   api: Api, team: Team, without: (id: string) => boolean, onAdded: () => void,
 * }} options
 */
export function openAddPeople({ api, team, without, onAdded }) {
  const picker = makePeoplePicker({ api, label: 'Who', without, autofocus: true });
  const form = makeForm({
    fields: {},
    content: [picker.box],
    action: 'Add to the team',
    act: async () => {
      for (const { id } of picker.picked()) {
        await api.change('PUT', `/v1/teams/${team.id}/members/${id}`);
      }
      dialog.close();
      onAdded();
    },
  });
  const dialog = openDialog({ title: `Add people to ${team.name}` }, form);
}

/**
 * Deleting asks for the name, so that nobody deletes the wrong one.
 * @param {{ api: Api, team: Team, onDeleted: () => void }} options
 */
export function openDelete({ api, team, onDeleted }) {
  const name = makeField({
    label: `Type the team's name, ${team.name}`,
    name: 'confirm',
    autofocus: true,
  });
  const form = makeForm({
    fields: { confirm: name },
    content: [
      make('p', {}, 'Its messages, direct messages and files are gone for everybody, for good.'),
      name.box,
    ],
    action: 'Delete the team',
    act: async () => {
      if (name.input.value.trim() !== team.name) {
        name.complain('That is not its name. Nothing was deleted.');
        return;
      }
      await api.change('DELETE', `/v1/teams/${team.id}`, { version: team.version });
      dialog.close();
      onDeleted();
    },
  });
  form.querySelector('[type=submit]')?.classList.add('button-danger');
  const dialog = openDialog({ title: `Delete ${team.name}?` }, form);
}

/** Whoever holds a team cannot just go. @param {Team} team */
export function openHold(team) {
  const text =
    'You hold this team, so it needs somebody else first. Choose a member, then ' +
    '“Give them the team”. After that you can leave.';
  const done = make('button', { class: 'button button-primary', autofocus: true }, 'Done');
  const actions = make('form', { method: 'dialog', class: 'dialog-actions' }, done);
  openDialog({ title: `You cannot leave ${team.name} yet` }, make('p', {}, text), actions);
}
