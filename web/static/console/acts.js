import { askToConfirm } from '../parts/confirm.js';
import { isolate } from '../parts/isolate.js';
import { showToast } from '../parts/toast.js';
import { words } from './words.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('./panes.js').Panes} Panes */

/**
 * What an agent does, whatever they press for it.
 * @param {Desk} desk @param {Panes} panes @param {{ focus(): void, leave(): boolean }} answer
 */
export function createActs(desk, panes, answer) {
  return {
    /** @param {string} channelId */
    open: (channelId) => {
      desk.selected = channelId;
      panes.show('talk');
      if (matchMedia('(pointer: fine)').matches) queueMicrotask(() => answer.focus());
    },

    /** @param {string | undefined} channelId */
    take: (channelId) => {
      if (!channelId || desk.taking === channelId) return;
      if (!desk.take(channelId)) showToast(words.notNow);
    },

    /** To the next or the previous conversation, those that wait first. @param {1 | -1} step */
    move: (step) => {
      const waiting = desk.waiting.map((one) => one.channel_id);
      const ids = [...waiting, ...desk.mine.map((room) => room.channel.id)];
      const at = ids.indexOf(desk.selected);
      const start = step === 1 ? -1 : ids.length;
      const next = ids.at(((at === -1 ? start : at) + step) % Math.max(ids.length, 1));
      if (!next) return;
      desk.selected = next;
      panes.show('talk');
    },

    /** One step back: out of the answer, out of the side pane, out of the conversation. */
    escape: () => {
      if (answer.leave()) return;
      if (panes.shown === 'visitor') return panes.show('talk');
      desk.selected = '';
      panes.show('queue');
    },

    close: () => void closeConversation(desk),
  };
}

/** @typedef {ReturnType<typeof createActs>} Acts */

/** @param {Desk} desk */
async function closeConversation({ client, selected }) {
  const room = client.state.rooms.get(selected);
  const visitor = room?.conversation?.visitor;
  if (!room?.joined || !visitor) return;
  const name = isolate(visitor.name);
  const isSure = await askToConfirm({
    title: `Close the conversation with ${name}?`,
    text: `${name} is told and can start another one. Nothing is deleted.`,
    action: 'Close it',
  });
  if (isSure && !client.done(selected)) showToast(words.notNow);
}
