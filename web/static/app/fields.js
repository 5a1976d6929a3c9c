import { RequestError } from '../client/requests.js';
import { make, setText } from '../parts/elements.js';

let made = 0;

/**
 * A field with its label above and its message below.
 * @param {{
 *   label: string, name: string, hint?: string, value?: string, isOptional?: boolean,
 *   type?: string, maxlength?: number, autofocus?: boolean,
 * }} options
 */
export function makeField({ label, name, hint, value = '', isOptional, ...input }) {
  made += 1;
  const id = `field-${made}`;
  const described = `${id}-error${hint ? ` ${id}-hint` : ''}`;
  const field = make('input', {
    class: 'input',
    id,
    name,
    value,
    dir: 'auto',
    autocomplete: 'off',
    'aria-describedby': described,
    ...input,
  });
  const message = make('p', { class: 'field-error', id: `${id}-error`, hidden: true });
  const box = make(
    'div',
    { class: 'field' },
    make(
      'label',
      { for: id },
      label,
      isOptional ? make('span', { class: 'field-optional' }, ' optional') : null,
    ),
    field,
    hint ? make('p', { class: 'field-hint', id: `${id}-hint` }, hint) : null,
    message,
  );
  return {
    box,
    input: field,
    /** @param {string} text empty: nothing is wrong */
    complain: (text) => {
      message.hidden = text === '';
      setText(message, text);
      field.setAttribute('aria-invalid', String(text !== ''));
    },
  };
}

/** @typedef {ReturnType<typeof makeField>} Field */

/**
 * A form's fields with its buttons: what is refused is said at the field it is about, else above
 * the buttons, and nothing that was typed is lost.
 * @param {{
 *   fields: Record<string, Field>, content: (Node | null)[], action: string,
 *   act: () => Promise<void>, others?: Node[],
 * }} options `fields` by the path that a refusal names
 */
export function makeForm({ fields, content, action, act, others = [] }) {
  const problem = make('p', { class: 'field-error', role: 'alert', hidden: true });
  const button = make('button', { class: 'button button-primary', type: 'submit' }, action);
  const form = make(
    'form',
    { class: 'app-form', novalidate: true },
    ...content.filter((one) => one !== null),
    problem,
    make('div', { class: 'dialog-actions' }, ...others, button),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });

  async function submit() {
    if (button.getAttribute('aria-busy') === 'true') return;
    button.setAttribute('aria-busy', 'true');
    problem.hidden = true;
    for (const field of Object.values(fields)) field.complain('');
    try {
      await act();
    } catch (error) {
      complain(fields, problem, error);
    } finally {
      button.setAttribute('aria-busy', 'false');
    }
  }
  return form;
}

/** @param {Record<string, Field>} fields @param {HTMLElement} problem @param {unknown} error */
function complain(fields, problem, error) {
  if (!(error instanceof RequestError)) throw error;
  const errors =
    'errors' in error ? /** @type {{ path: string, message: string }[]} */ (error.errors) : [];
  let first = null;
  for (const { path, message } of errors) {
    const field = fields[path.split('.')[0] ?? ''];
    field?.complain(`It ${message.replace(/[.]?$/u, '.')}`);
    first ??= field ?? null;
  }
  first?.input.focus();
  problem.hidden = first !== null;
  setText(problem, first ? '' : error.message);
}
