import { requestJson } from '../client/requests.js';
import { fillVariables } from './variables.js';
import { createSuggest } from './suggest.js';

/**
 * @typedef {import('../../../internal/contract/canned-responses.ts').CannedResponse} CannedResponse
 */

const freshMs = 30_000;

/** Canned responses as the server has them: fetched when they are wanted, and now and then. */
export function createCanned() {
  /** @type {CannedResponse[]} */
  let all = [];
  let readAtMs = -Infinity;

  return {
    get all() {
      return all;
    },
    /** Rejects with a RequestError. */
    refresh: async () => {
      if (performance.now() - readAtMs < freshMs) return;
      readAtMs = performance.now();
      try {
        const answer = await requestJson('/responses');
        all = /** @type {{ responses: CannedResponse[] }} */ (answer).responses;
      } catch (error) {
        readAtMs = -Infinity;
        throw error;
      }
    },
  };
}

/** @typedef {ReturnType<typeof createCanned>} Canned */

/**
 * What begins with a slash at the start, or behind a blank.
 * @param {string} before the text up to the caret
 */
export function readSlash(before) {
  const found = /(?:^|\s)\/([\p{L}\p{N}._-]*)$/u.exec(before);
  if (!found) return null;
  const [, typed = ''] = found;
  return { typed, from: before.length - typed.length - 1 };
}

const ranks = { mine: 0, team: 1, organisation: 2 };

/**
 * Those that are meant, best first: whose shortcut begins so, then whose name or text holds it;
 * mine before the team's, the team's before everybody's.
 * @param {readonly CannedResponse[]} all @param {string} typed
 */
export function findCanned(all, typed) {
  const wanted = typed.toLowerCase();
  /** @param {CannedResponse} one */
  const score = ({ shortcut, name, text }) => {
    if (shortcut === wanted) return 0;
    if (shortcut.startsWith(wanted)) return 1;
    if (name.toLowerCase().includes(wanted)) return 2;
    return text.toLowerCase().includes(wanted) ? 3 : Infinity;
  };
  return all
    .map((one) => ({ one, score: score(one) }))
    .filter((each) => each.score < Infinity)
    .toSorted((a, b) => a.score - b.score || ranks[a.one.scope] - ranks[b.one.scope])
    .map(({ one }) => one);
}

/**
 * Canned responses in a composer, behind a slash.
 * @param {HTMLFormElement} form @param {Canned} canned
 * @param {() => import('./variables.js').Values} values
 */
export function offerCanned(form, canned, values) {
  const input = form.querySelector('textarea');
  const suggest = createSuggest(form, {
    label: 'Canned responses',
    none: () =>
      canned.all.length > 0
        ? 'No response of that name. Esc leaves it as it is.'
        : 'There are no responses yet. You add them under Responses.',
    read: readSlash,
    find: (typed) =>
      findCanned(canned.all, typed).map((one) => {
        const text = fillVariables(one.text, values());
        const whose = one.scope === 'team' ? (one.team?.name ?? 'Team') : '';
        const note = `/${one.shortcut}${whose ? ` · ${whose}` : ''}`;
        return { label: one.name, note, text, preview: text };
      }),
  });
  input?.addEventListener('input', () => {
    if (!readSlash(input.value.slice(0, input.selectionStart))) return;
    void canned.refresh().then(suggest.look, () => undefined);
  });
}
