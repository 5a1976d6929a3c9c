import { ofThisTab } from '../client/kept-value.js';
import { openClient } from '../client/open-client.js';
import { requestJson } from '../client/requests.js';
import { countUnread } from '../client/room.js';
import { createStaffSession } from '../client/session.js';
import { waitsSince } from './answer-wait.js';
import { words } from './words.js';

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
  /** Asked for by `change` and not yet answered. @type {Set<string>} */
  #changes = new Set();
  /** @type {(channelId: string) => void} */
  #onTaken = () => {};

  /**
   * @param {{ origin: string, online: boolean, isSupervisor?: boolean, mayBan?: boolean }} options
   */
  constructor({ origin, online, isSupervisor = false, mayBan = false }) {
    this.isSupervisor = isSupervisor;
    this.mayBan = mayBan;
    this.origin = origin;
    this.session = createStaffSession({ origin });
    // Not beyond this tab: others may work at the same machine.
    this.client = openClient({
      origin,
      session: this.session,
      keepAs: 'natter.agent.outbox',
      storages: [ofThisTab],
    });
    this.client.state.online = online;
    this.client.listen((event) => {
      if (event.type === 'refused' && event.error.channel_id === this.taking) this.taking = '';
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

  /** Longest first; what was left as a message stands behind those who wait here. */
  get waiting() {
    const rank = (/** @type {Waiting} */ one) => `${one.left_message ? 1 : 0} ${one.waiting_since}`;
    return [...this.client.state.waiting.values()].toSorted((a, b) =>
      rank(a).localeCompare(rank(b)),
    );
  }

  /** In the order they were taken, so that nothing moves under the hand. @returns {Room[]} */
  get mine() {
    return this.here.filter(({ conversation }) => conversation?.owner?.id === this.me);
  }

  /** Mine that take a seat. @returns {Room[]} */
  get seated() {
    return this.mine.filter(({ conversation }) => conversation?.state !== 'on_hold');
  }

  /** Mine, and those in which I help or read along. @returns {Room[]} */
  get here() {
    return [...this.client.state.rooms.values()].filter((room) => this.takesPart(room));
  }

  /** @param {Room | undefined} room @returns {boolean} it is live here and has not ended */
  takesPart(room) {
    if (!room?.joined || room.channel.kind !== 'conversation') return false;
    return Boolean(room.conversation) && room.conversation?.state !== 'closed';
  }

  /** Unseen by the others, and without a say. @param {Room | undefined} room */
  isWatching(room) {
    return room?.channel.watches === true && room.conversation?.owner?.id !== this.me;
  }

  /** @param {Room} room */
  countUnread(room) {
    return countUnread(room, this.me);
  }

  /**
   * Since when a conversation of mine waits for my answer; null when it does not.
   * @param {Room} room @returns {string | null}
   */
  waitsSince({ conversation, log }) {
    if (conversation?.state !== 'open' || conversation.owner?.id !== this.me) return null;
    return waitsSince(log.entries, conversation.visitor.id);
  }

  /** Of mine, the one that waits longest for my answer. @returns {Room | undefined} */
  get longestUnanswered() {
    const all = this.mine.flatMap((room) => {
      const since = this.waitsSince(room);
      return since ? [{ room, since }] : [];
    });
    return all.toSorted((a, b) => a.since.localeCompare(b.since))[0]?.room;
  }

  /** @param {string} channelId @returns {boolean} false without a connection */
  take(channelId) {
    const isSent = this.client.take(channelId);
    this.taking = isSent ? channelId : '';
    return isSent;
  }

  /**
   * @param {'watch' | 'join' | 'take_over' | 'leave'} op @param {string} channelId
   * @returns {boolean} false without a connection
   */
  supervise(op, channelId) {
    const isSent = this.client.act(op, channelId);
    if (isSent && op !== 'leave') this.taking = channelId;
    return isSent;
  }

  /**
   * Changes a conversation: resolves when it is done, rejects with the reason when it is not, or
   * when nobody can say.
   * @param {'bring' | 'done' | 'hold' | 'resume' | 'transfer'} op @param {string} channelId
   * @param {object} [rest] @returns {Promise<void>}
   */
  async change(op, channelId, rest) {
    const { client } = this;
    if (!client.act(op, channelId, rest)) throw new Error(words.notNow);
    const { promise, resolve, reject } = Promise.withResolvers();
    const key = `${op} ${channelId}`;
    this.#changes.add(key);
    const end = client.listen((event) => {
      if (event.type === 'answered' && event.channelId === channelId) resolve(undefined);
      if (event.type === 'refused' && keyOfRefused(event.error) === key)
        reject(new Error(event.error.message));
      if (event.type === 'connection') reject(new Error(words.noAnswer));
    });
    await promise.finally(() => {
      end();
      this.#changes.delete(key);
    });
  }

  /** Whoever asked says so. @param {import('../client/frames.d.ts').ErrorFrame} error */
  isAwaited(error) {
    return this.#changes.has(keyOfRefused(error));
  }

  /** @param {boolean} on Rejects with a RequestError; then nothing has changed. */
  async switchOnline(on) {
    const path = on ? '/agent/online' : '/agent/offline';
    const answer = await requestJson(`${this.origin}${path}`, { method: 'POST' });
    const { state } = this.client;
    state.online = /** @type {{ online: boolean }} */ (answer).online;
    if (!state.online) state.waiting.clear();
  }

  #showTaken() {
    const taken = this.taking;
    if (taken === '' || !this.here.some((room) => room.channel.id === taken)) return;
    this.taking = '';
    this.#onTaken(taken);
  }
}

/** @param {import('../client/frames.d.ts').ErrorFrame} error */
const keyOfRefused = ({ of, channel_id }) => `${of} ${channel_id}`;
