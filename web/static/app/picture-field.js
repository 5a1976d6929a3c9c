import { make, setText } from '../parts/elements.js';
import { makeField } from './fields.js';
import { Upload } from './upload.js';

const scheme = 'attachment:';

/**
 * A team's picture: an address, or an image of this machine that goes into the store at once.
 * @param {{ api: import('./api.js').Api, team: string, icon: string | null }} options
 *   `team` is empty before there is one: then an image waits for it, see `uploadTo`
 */
export function makePictureField({ api, team, icon }) {
  const isOwn = icon?.startsWith(scheme) ?? false;
  const field = makeField({
    label: 'Picture',
    name: 'icon',
    value: isOwn ? '' : (icon ?? ''),
    isOptional: true,
    hint: 'An address that begins with https://. Without a picture its initials are shown.',
  });
  let uploaded = isOwn ? (icon ?? '') : '';
  /** @type {File | undefined} */
  let waiting;
  /** On its way, until something else is chosen. @type {Upload | undefined} */
  let coming;
  const said = make('span', { class: 'soft', role: 'status' });
  const file = make('input', { type: 'file', accept: 'image/*', hidden: true });
  const choose = makeButton('Upload a picture…', () => file.click());
  const remove = makeButton('Without a picture', () => take('', ''));
  const row = make('div', { class: 'picture-row' }, choose, remove, said, file);
  field.box.append(row);

  /** @param {string} value @param {string} words */
  function take(value, words) {
    uploaded = value;
    waiting = undefined;
    coming = undefined;
    remove.hidden = uploaded === '';
    setText(said, words);
  }

  /** @param {File} chosen */
  function keep(chosen) {
    field.input.value = '';
    take('', `${chosen.name} is uploaded once the team is there.`);
    waiting = chosen;
    remove.hidden = false;
  }

  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    file.value = '';
    if (!chosen) return;
    if (team === '') return keep(chosen);
    const upload = new Upload(chosen, { channel_id: team }, { api, onChange: show });
    coming = upload;
    choose.setAttribute('aria-busy', 'true');
    void upload.start().then(() => choose.setAttribute('aria-busy', 'false'));

    function show() {
      if (upload !== coming) return;
      if (upload.state === 'sending') setText(said, `${Math.round(100 * upload.progress)} %`);
      if (upload.state === 'failed') {
        field.complain('');
        setText(said, upload.reason);
      }
      if (upload.state !== 'done') return;
      field.complain('');
      field.input.value = '';
      take(scheme + upload.id, `${upload.name} is its picture once you save.`);
    }
  });
  field.input.addEventListener('input', () => take('', ''));
  take(uploaded, isOwn ? 'It has a picture that was uploaded.' : '');
  return {
    ...field,
    /** @returns {string | null} */
    read: () => field.input.value.trim() || uploaded || null,
    isUploading: () => coming?.state === 'sending',
    /**
     * Uploads the image that waits for its team. Rejects with what to tell.
     * @param {string} teamId
     * @returns {Promise<string | null>} the icon; null when no image waits
     */
    async uploadTo(teamId) {
      if (!waiting) return null;
      const upload = new Upload(waiting, { channel_id: teamId }, { api, onChange: () => {} });
      await upload.start();
      if (upload.state !== 'done') throw new Error(upload.reason);
      return scheme + upload.id;
    },
  };
}

/** @param {string} label @param {() => void} onclick */
function makeButton(label, onclick) {
  return make(
    'button',
    { class: 'button button-quiet button-small', type: 'button', onclick },
    label,
  );
}
