import { requestJson } from '../client/requests.js';
import { make, need, setText } from '../parts/elements.js';
import { showToast } from '../parts/toast.js';
import { makeField, openForm } from './form-dialog.js';
import { words } from './words.js';

/**
 * What the organisation set, and how the agent stands there.
 * @typedef {{
 *   paused: boolean, reason: string, dnd: boolean, limit: number, may_ban: boolean,
 *   organisation: string, categories: string[], typing_preview: boolean,
 * }} DeskFacts
 */

/**
 * The agent's own desk: breaks, do not disturb. A break stands on the screen, with its way back,
 * for as long as it lasts, whoever began it.
 * @param {import('./desk.js').Desk} desk @param {DeskFacts} facts @param {() => void} onChange
 */
export function createOwnDesk(desk, facts, onChange) {
  const { client } = desk;
  let known = facts;
  const { paused, reason, dnd } = facts;
  client.state.desk = { paused, reason, dnd };
  const notice = need('on-break', HTMLElement);
  const line = need('break-reason', HTMLElement);
  const pauseButton = need('break', HTMLElement);
  const dndButton = need('dnd', HTMLElement);

  client.listen((event) => {
    if (event.type !== 'desk') return;
    const { frame } = event;
    if (frame.op === 'offer_missed') {
      showToast(`You missed an offer. After ${frame.of} in a row you are on a break.`);
    }
    if (frame.op === 'desk' && frame.paused)
      showToast(`You are on a break. ${frame.reason}`.trim());
    onChange();
  });

  function toggleBreak() {
    if (client.state.desk?.paused) return endBreak();
    const field = make('input', {
      class: 'input',
      name: 'reason',
      maxlength: 200,
      autocomplete: 'off',
      autofocus: true,
    });
    openForm({
      title: 'Take a break?',
      text: 'Nobody is offered to you until you end it. What you have stays yours.',
      action: 'Take a break',
      body: [
        makeField('Why, for your colleagues', field, 'Such as “Lunch until one”. May be empty.'),
      ],
      submit: (fields) => {
        const said = (fields['reason'] ?? '').trim();
        return client.ask('pause', { reason: said }) ? undefined : words.notNow;
      },
    });
  }

  function endBreak() {
    if (!client.ask('unpause')) showToast(words.notNow);
  }

  function toggleDnd() {
    const on = !client.state.desk?.dnd;
    if (!client.ask('dnd', { on })) showToast(words.notNow);
  }

  need('end-break', HTMLElement).addEventListener('click', endBreak);
  pauseButton.addEventListener('click', toggleBreak);
  dndButton.addEventListener('click', toggleDnd);

  return {
    get facts() {
      return known;
    },
    toggleBreak,
    toggleDnd,
    /** As it is now; what was known before when nobody answers. @returns {Promise<DeskFacts>} */
    refresh: async () => {
      try {
        known = /** @type {DeskFacts} */ (await requestJson('/agent/desk'));
      } catch {
        // What was read when the page opened is still the best there is.
      }
      return known;
    },
    show: () => {
      const state = client.state.desk;
      notice.hidden = !state?.paused;
      setText(line, state?.reason || 'Nobody is offered to you until you end it.');
      pauseButton.setAttribute('aria-pressed', String(Boolean(state?.paused)));
      dndButton.setAttribute('aria-pressed', String(Boolean(state?.dnd)));
    },
  };
}

/** @typedef {ReturnType<typeof createOwnDesk>} OwnDesk */
