import { requestJson } from '../client/requests.js';
import { fill, make } from '../parts/elements.js';
import { say } from '../parts/say.js';
import { momentOf } from './opening-times.js';

/** @typedef {{ score: number, comment: string }} Rating */
/** @typedef {{ data: { rating: Rating | null, open_until: string | null } }} Answer */

const maxComment = 1000;

const scores = [
  () => say('Very bad'),
  () => say('Bad'),
  () => say('Fair'),
  () => say('Good'),
  () => say('Very good'),
];

/**
 * Asks what the visitor thought of a conversation that has ended, or shows what they said and lets
 * them change it. A score counts as soon as it is chosen.
 *
 * @param {HTMLElement} place
 * @param {{ origin: string, channelId: string, token: () => Promise<string> }} source
 */
export async function showRating(place, { origin, channelId, token }) {
  const url = `${origin}/v1/channels/${channelId}/rating`;
  const { data } = /** @type {Answer} */ (await requestJson(url, { token: await token() }));
  const isOver = !data.open_until || Date.parse(data.open_until) < Date.now();
  if (isOver && !data.rating) return;
  place.replaceChildren(isOver ? told(data.rating) : asked(data));

  /** @param {Answer['data']} data */
  function asked({ rating, open_until }) {
    const status = make('p', { class: 'soft', role: 'status' });
    const comment = make('textarea', {
      class: 'input',
      id: 'rating-comment',
      rows: 2,
      maxlength: maxComment,
      dir: 'auto',
    });
    comment.value = rating?.comment ?? '';
    const send = make('button', { class: 'button button-quiet button-small' }, say('Send'));
    const words = make(
      'div',
      { class: 'field rating-words', hidden: !rating },
      make('label', { for: 'rating-comment' }, say('A word about it, if you like')),
      comment,
      send,
    );
    const form = make(
      'form',
      { class: 'rating' },
      make('fieldset', {}, make('legend', {}, say('How was this conversation?')), choices(rating)),
      words,
      status,
    );
    if (rating) fill(status, say('You can change this until {when}.', until(open_until)));

    async function save() {
      const score = Number(new FormData(form).get('score'));
      if (!score) return;
      words.hidden = false;
      const json = { score, comment: comment.value };
      try {
        await requestJson(url, { method: 'PUT', json, token: await token() });
        fill(status, say('Thank you. You can change this until {when}.', until(open_until)));
      } catch {
        fill(status, say('This could not be kept. Choose again in a moment.'));
      }
    }
    form.addEventListener('change', ({ target }) => {
      if (target !== comment) void save();
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void save();
    });
    return form;
  }
}

/** @param {string | null} ts */
const until = (ts) => ({ when: momentOf(ts ?? '') });

/** Five radio buttons in a row: a figure and a word each. @param {Rating | null} rating */
function choices(rating) {
  return make(
    'div',
    { class: 'rating-scores' },
    ...scores.map((word, at) =>
      make(
        'label',
        { class: 'rating-score' },
        make('input', {
          type: 'radio',
          name: 'score',
          value: at + 1,
          checked: rating?.score === at + 1,
        }),
        make('b', {}, (at + 1).toLocaleString()),
        make('span', {}, word()),
      ),
    ),
  );
}

/** What stays as it is. @param {Rating | null} rating */
function told(rating) {
  const score = rating?.score ?? 1;
  const word = scores[score - 1]?.() ?? '';
  return make('p', { class: 'soft' }, say('You said: {word} ({score} of 5).', { word, score }));
}
