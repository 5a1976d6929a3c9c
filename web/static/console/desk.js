import { ofThisTab } from '../client/kept-value.js';
import { openClient } from '../client/open-client.js';
import { requestJson } from '../client/requests.js';
import { countUnread } from '../client/room.js';
import { createStaffSession } from '../client/session.js';

/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('../client/frames.d.ts').Waiting} Waiting */

/** Who waits longer than this is overdue. */
export const overdueMs = 5 * 60_000;

/** The agent's side: who waits, what is mine, what is on screen. */
export class Desk {
  /** The channel on screen; empty when none is. */
  selected = '';
  /** Taken here and not yet answered: to be shown as soon as it is mine. */
  taking = '';
  #origin;
  /** @type {(channelId: string) => void} */
  #onTaken = () => {};

  /** @param {{ origin: string, online: boolean }} options */
  constructor({ origin, online }) {
    this.#origin = origin;
    // Not beyond this tab: others may work at the same machine.
    this.client = openClient({
      origin,
      session: createStaffSession({ origin }),
      keepAs: 'natter.agent.outbox',
      storages: [ofThisTab],
    });
    this.client.state.online = online;
    this.client.listen((event) => {
      if (event.type === 'refused' && event.error.of === 'take') this.taking = '';
      // Nobody will answer it any more; whether it was granted is seen after the next welcome.
      if (event.type === 'connection' && event.connection.phase !== 'open') this.taking = '';
      if (event.type === 'rooms') this.#showTaken();
    });
  }

  /** @param {(channelId: string) => void} listener called when what was taken here is mine */
  whenTaken(listener) {
    this.#onTaken = listener;
  }

  get me() {
    return this.client.state.user?.id ?? '';
  }

  /** Longest first. @returns {Waiting[]} */
  get waiting() {
    return [...this.client.state.waiting.values()].toSorted((a, b) =>
      (a.waiting_since ?? '').localeCompare(b.waiting_since ?? ''),
    );
  }

  /** In the order they were taken, so that nothing moves under the hand. @returns {Room[]} */
  get mine() {
    return [...this.client.state.rooms.values()].filter(
      ({ joined, conversation }) =>
        joined && conversation?.owner?.id === this.me && conversation.state !== 'closed',
    );
  }

  /** @param {Room} room */
  countUnread(room) {
    return countUnread(room, this.me);
  }

  /** @param {string} channelId @returns {boolean} false without a connection */
  take(channelId) {
    const isSent = this.client.take(channelId);
    this.taking = isSent ? channelId : '';
    return isSent;
  }

  /** @param {boolean} on Rejects with a RequestError; then nothing has changed. */
  async switchOnline(on) {
    const path = on ? '/agent/online' : '/agent/offline';
    const answer = await requestJson(`${this.#origin}${path}`, { method: 'POST' });
    const { state } = this.client;
    state.online = /** @type {{ online: boolean }} */ (answer).online;
    if (!state.online) state.waiting.clear();
  }

  #showTaken() {
    const taken = this.taking;
    if (taken === '' || !this.mine.some((room) => room.channel.id === taken)) return;
    this.taking = '';
    this.#onTaken(taken);
  }
}
