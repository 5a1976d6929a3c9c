import { make, setText } from '../parts/elements.js';
import { showToast } from '../parts/toast.js';

/**
 * A dialog with a form. It stays while `submit` works, and when that is refused, with the reason;
 * Escape and a press beside it leave it. Then the reason is told all the same.
 *
 * @param {{
 *   title: string, text?: string, body: Node[], action: string, isDanger?: boolean,
 *   submit: (fields: Record<string, string>) => void | string | Promise<void | string>,
 *   isWide?: boolean,
 * }} options `submit` gives a sentence when it could not be done
 * @returns {{ dialog: HTMLDialogElement, form: HTMLFormElement }}
 */
export function openForm({ title, text, body, action, isDanger, submit, isWide }) {
  const problem = make('p', { class: 'field-error', role: 'alert', hidden: true });
  const go = make(
    'button',
    { class: `button button-primary${isDanger ? ' button-danger' : ''}` },
    action,
  );
  const form = make(
    'form',
    { class: 'form dialog-form' },
    ...body,
    problem,
    make(
      'div',
      { class: 'dialog-actions' },
      make(
        'button',
        { class: 'button button-plain', type: 'button', onclick: () => dialog.close() },
        'Cancel',
      ),
      go,
    ),
  );
  const dialog = showDialog({ title, text, isWide }, form);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  // In a list of choices Enter means the whole form.
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    if (event.target.type !== 'radio' && event.target.type !== 'checkbox') return;
    event.preventDefault();
    form.requestSubmit();
  });

  async function send() {
    if (go.ariaBusy) return;
    go.ariaBusy = 'true';
    try {
      const refusal = await submit(readFields(form));
      if (!refusal) return dialog.close('done');
      tell(refusal);
    } catch (error) {
      tell(error instanceof Error ? error.message : 'It was not done. Try again.');
    }
    go.ariaBusy = null;
  }

  /** @param {string} reason */
  function tell(reason) {
    if (!dialog.open) return showToast(reason);
    problem.hidden = false;
    setText(problem, reason);
  }
  return { dialog, form };
}

/** What was typed and chosen; files are none of it. @param {HTMLFormElement} form */
function readFields(form) {
  const texts = [...new FormData(form)].filter(([, value]) => typeof value === 'string');
  return /** @type {Record<string, string>} */ (Object.fromEntries(texts));
}

/**
 * A dialog of its own, gone when it is closed.
 * @param {{ title: string, text?: string | undefined, isWide?: boolean | undefined }} options
 * @param {...Node} content
 */
export function showDialog({ title, text, isWide }, ...content) {
  const id = `dialog-${Date.now()}`;
  const dialog = make(
    'dialog',
    { class: `dialog${isWide ? ' dialog-wide' : ''}`, 'aria-labelledby': id },
    make('h2', { id }, title),
    text ? make('p', {}, text) : null,
    ...content,
  );
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Choices of which one is made: arrow keys go from one to the next.
 * @param {string} legend @param {string} name
 * @param {{ value: string, label: string, note?: string, isOff?: boolean, group?: string }[]}
 * choices
 * @param {string} [chosen]
 */
export function makeChoices(legend, name, choices, chosen) {
  const set = make('fieldset', { class: 'field choices' }, make('legend', {}, legend));
  let group = '';
  for (const { value, label, note, isOff, group: of = '' } of choices) {
    if (of !== group) set.append(make('p', { class: 'choices-group' }, of));
    group = of;
    const input = make('input', {
      type: 'radio',
      name,
      value,
      required: true,
      disabled: isOff,
      checked: value === chosen && !isOff,
      autofocus: value === (chosen ?? choices[0]?.value),
    });
    const line = make('span', { class: 'choice-label', dir: 'auto' }, label);
    const more = note ? make('span', { class: 'soft numbers' }, note) : null;
    set.append(make('label', { class: 'choice' }, input, line, more));
  }
  return set;
}

/**
 * A labelled field.
 * @param {string} label @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} input
 * @param {string} [hint]
 */
export function makeField(label, input, hint) {
  input.id ||= `field-${input.name}`;
  return make(
    'div',
    { class: 'field' },
    make('label', { for: input.id }, label),
    input,
    hint ? make('p', { class: 'field-hint' }, hint) : null,
  );
}
