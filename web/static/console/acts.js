import { showToast } from '../parts/toast.js';
import { banGuest } from './banning.js';
import { closeConversation } from './closing.js';
import { bringIn, handOver } from './colleagues.js';
import { holdOrResume } from './holding.js';
import { keepCopy } from './copy.js';
import { words } from './words.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('./panes.js').Panes} Panes */

const phonePx = 768;

/**
 * What an agent does, whatever they press for it.
 * @param {Desk} desk
 * @param {{
 *   panes: Panes, own: import('./own-desk.js').OwnDesk,
 *   answer: () => { focus(): void, leave(): boolean } | undefined,
 *   focusNote: (channelId: string) => void, onRead: (channelId: string) => void,
 *   isSideBySide: () => boolean,
 * }} parts
 */
export function createActs(desk, { panes, own, answer, focusNote, onRead, isSideBySide }) {
  /** What may be refused, or need the server first. @param {() => void | Promise<void>} work */
  const run = (work) => {
    Promise.resolve()
      .then(work)
      .catch((error) => showToast(error instanceof Error ? error.message : words.notNow));
  };
  const isMine = (/** @type {string} */ id) => desk.mine.some((room) => room.channel.id === id);

  return {
    /** @param {string} channelId */
    open: (channelId) => {
      const isHere =
        desk.client.state.rooms.has(channelId) || desk.client.state.waiting.has(channelId);
      if (!isHere) return onRead(channelId);
      desk.selected = channelId;
      panes.show('talk');
      if (matchMedia('(pointer: fine)').matches) queueMicrotask(() => answer()?.focus());
    },

    /** @param {string | undefined} channelId */
    take: (channelId) => {
      if (!channelId || desk.taking === channelId) return;
      if (!desk.take(channelId)) showToast(words.notNow);
    },

    /** To the next or the previous conversation, those that wait first. @param {1 | -1} step */
    move: (step) => {
      const waiting = desk.waiting.map((one) => one.channel_id);
      const ids = [...waiting, ...desk.here.map((room) => room.channel.id)];
      const at = ids.indexOf(desk.selected);
      const start = step === 1 ? -1 : ids.length;
      const next = ids.at(((at === -1 ? start : at) + step) % Math.max(ids.length, 1));
      if (!next) return;
      desk.selected = next;
      panes.show('talk');
    },

    /** One step back: out of the answer, out of the side pane, out of the conversation. */
    escape: () => {
      const { activeElement } = document;
      if (answer()?.leave()) return;
      if (activeElement instanceof HTMLTextAreaElement) return activeElement.blur();
      if (panes.shown === 'visitor') return panes.show('talk');
      if (isSideBySide() && innerWidth >= phonePx) return;
      desk.selected = '';
      panes.show('queue');
    },

    close: (channelId = desk.selected) => {
      if (isMine(channelId)) run(() => closeConversation(desk, own, channelId));
    },
    hold: (channelId = desk.selected) => {
      if (isMine(channelId)) run(() => holdOrResume(desk, channelId));
    },
    transfer: (channelId = desk.selected) => {
      if (desk.client.state.rooms.get(channelId)?.joined) run(() => handOver(desk, channelId));
    },
    bring: (channelId = desk.selected) => {
      if (desk.client.state.rooms.get(channelId)?.joined) run(() => bringIn(desk, channelId));
    },
    note: (channelId = desk.selected) => {
      if (!desk.takesPart(desk.client.state.rooms.get(channelId))) return;
      desk.selected = channelId;
      panes.show('visitor');
      queueMicrotask(() => focusNote(channelId));
    },
    ban: (channelId = desk.selected) => {
      const guest = desk.client.state.rooms.get(channelId)?.conversation?.visitor;
      if (guest) banGuest(guest);
    },
    copy: (channelId = desk.selected) => keepCopy(channelId),
    /** @param {'watch' | 'join' | 'take_over' | 'leave'} op @param {string} channelId */
    supervise: (op, channelId) => {
      if (!desk.supervise(op, channelId)) showToast(words.notNow);
    },
  };
}

/** @typedef {ReturnType<typeof createActs>} Acts */
