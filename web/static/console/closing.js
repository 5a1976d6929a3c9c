import { createKeptValue } from '../client/kept-value.js';
import { askToConfirm } from '../parts/confirm.js';
import { isolate } from '../parts/isolate.js';
import { makeChoices, openForm } from './form-dialog.js';

const maxKept = 30;

/** @param {unknown} value */
const acceptWords = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;

/** Those that were chosen last, first. */
const lately = createKeptValue({ key: 'natter.categories', accept: acceptWords });

/**
 * What was used last comes first; the others stay as the organisation has them.
 * @param {readonly string[]} categories @param {readonly string[]} used
 */
export function orderCategories(categories, used) {
  const known = used.filter((one) => categories.includes(one));
  return [...known, ...categories.filter((one) => !known.includes(one))];
}

/**
 * Asks what it was about, and closes it.
 * @param {import('./desk.js').Desk} desk @param {import('./own-desk.js').OwnDesk} own
 * @param {string} channelId
 */
export async function closeConversation(desk, own, channelId) {
  const room = desk.client.state.rooms.get(channelId);
  const visitor = room?.conversation?.visitor;
  if (!room?.joined || !visitor) return;
  const name = isolate(visitor.name);
  const title = `Close the conversation with ${name}?`;
  const text = `${name} is told and can start another one. Nothing is deleted.`;
  const action = 'Close it';
  const { categories } = await own.refresh();
  if (categories.length === 0) {
    const isSure = await askToConfirm({ title, text, action });
    if (isSure) await desk.change('done', channelId);
    return;
  }
  const used = lately.read() ?? [];
  const ordered = orderCategories(categories, used);
  const chosen = used.includes(ordered[0] ?? '') ? ordered[0] : undefined;
  const choices = ordered.map((value) => ({ value, label: value }));
  openForm({
    title,
    text,
    action,
    body: [makeChoices('What was it about?', 'category', choices, chosen)],
    submit: async (fields) => {
      const category = fields['category'] ?? '';
      if (!category) return 'Choose what it was about.';
      await desk.change('done', channelId, { category });
      lately.write([category, ...used.filter((one) => one !== category)].slice(0, maxKept));
      return undefined;
    },
  });
}
