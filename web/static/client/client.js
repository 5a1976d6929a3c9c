import { addressOf } from './address.js';
import { createClientState } from './client-state.js';
import { Line } from './line.js';
import { receiveFrame } from './receive.js';
import { markSeen } from './room.js';
import { fillEmpty, firstPageEntries, followRoom } from './rooms.js';

/** @typedef {import('./room.js').Room} Room */

/** What one `hello` may resume; the rest is opened after it. */
const maxResumed = 200;
/** Teams and threads that a page keeps whole. */
const maxShown = 20;

/**
 * Natter in a page or a program: one connection that stays, the conversations in it, what was
 * written and is not yet stored. It draws nothing; listeners are told what changed and read
 * `state`.
 * @extends {Line<import('./client-state.js').ClientState>}
 */
export class Client extends Line {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #fillTimer;
  /** Teams and threads that were shown last. @type {string[]} */
  #shown = [];
  /** @type {import('./client-state.js').Effects} */
  #effects = {
    tell: (event) => this.tell(event),
    open: (room, after) => this.#open(room, after),
    flush: () => this.flush(),
    fillLater: (waitMs) => this.#fillLater(waitMs),
  };

  /** @param {import('./line.js').LineOptions} options */
  constructor(options) {
    super(options, createClientState(options.outbox));
  }

  /** @override @param {string} key */
  where(key) {
    return addressOf(key);
  }

  /**
   * @param {string} name an automation's name, or `person`
   * @param {{ email?: string, language?: string }} [more]
   * @returns {boolean} false: not connected
   */
  start(name, more) {
    return this.ask('start', { with: name, ...more });
  }

  /** Says how far I have read; says nothing twice. @param {string} channelId */
  seen(channelId) {
    const room = this.state.rooms.get(channelId);
    if (!room?.joined || room.log.last <= room.seen) return;
    const seq = room.log.last;
    if (!this.act('seen', channelId, { seq })) return;
    markSeen(room, seq, this.state.user?.id ?? '');
    this.tell({ type: 'room', channelId });
  }

  /**
   * Follows a channel that one belongs to without its being live by itself, from its first entry
   * on. When there is no such channel for this person, its room says so (`joined`).
   * @param {string} channelId
   */
  follow(channelId) {
    if (this.state.rooms.get(channelId)?.joined) return;
    const room = followRoom(this.state, channelId);
    this.#open(room, room.log.last);
  }

  /**
   * The page shows a team or a thread: what was said last is fetched, and from now on whatever is
   * missed. Of those that were shown before, the latest stay like this.
   * @param {string} channelId
   */
  show(channelId) {
    const room = this.state.rooms.get(channelId);
    if (!room) return;
    this.#shown = [...this.#shown.filter((key) => key !== channelId), channelId].slice(-maxShown);
    for (const [key, other] of this.state.rooms) {
      const isLong = other.isWanted && !other.followed && other.channel.kind !== 'conversation';
      if (isLong && !this.#shown.includes(key)) other.isWanted = false;
    }
    if (room.isWanted) return;
    room.isWanted = true;
    if (room.log.entries.length < firstPageEntries) this.earlier(channelId);
  }

  /**
   * Reads a piece of a log beside what is kept of it, at most 200 entries; rejects when it does not
   * come.
   * @param {string} channelId @param {number} after @param {number} before both left out
   */
  read(channelId, after, before) {
    const ask = () => this.act('open', channelId, { after, before });
    return this.state.pasts.want(channelId, after, before, ask);
  }

  /** Fetches the page before the first entry held. @param {string} channelId */
  earlier(channelId) {
    const room = this.state.rooms.get(channelId);
    if (!room || room.log.after === 0 || room.opening) return;
    const after = Math.max(0, room.log.after - firstPageEntries);
    room.log.extend(after);
    this.#open(room, after, room.log.after + 1);
  }

  /** The visitor asks for a person. @param {string} channelId */
  handOff(channelId) {
    return this.act('handoff', channelId);
  }

  /** An agent takes who waits. @param {string} channelId */
  take(channelId) {
    return this.act('take', channelId);
  }

  /** An agent says no to what they are offered. @param {string} channelId */
  decline(channelId) {
    return this.act('decline', channelId);
  }

  /** An agent's break ends: offers come again. */
  endBreak() {
    return this.ask('unpause');
  }

  /** Closes a conversation. @param {string} channelId */
  done(channelId) {
    return this.act('done', channelId);
  }

  /** @override */
  get resume() {
    const known = [...this.state.rooms].filter(
      ([, room]) => room.joined && room.isWanted && (room.log.last > 0 || room.followed),
    );
    return Object.fromEntries(known.slice(-maxResumed).map(([id, room]) => [id, room.log.last]));
  }

  /** @override @param {import('./frames.d.ts').ServerFrame} frame */
  receive(frame) {
    receiveFrame(this.state, this.#effects, frame);
  }

  /** @override */
  disconnected() {
    super.disconnected();
    this.state.presence.disconnected();
    this.state.pasts.disconnected();
    clearTimeout(this.#fillTimer);
    for (const room of this.state.rooms.values()) room.opening = room.opened = false;
  }

  /**
   * @param {Room} room @param {number} after
   * @param {number} [before] only what lies between the two, once
   */
  #open(room, after, before) {
    room.opening = this.act('open', room.key, { after, before });
  }

  /** @param {number} waitMs */
  #fillLater(waitMs) {
    clearTimeout(this.#fillTimer);
    this.#fillTimer = setTimeout(() => fillEmpty(this.state, this.#effects), waitMs);
  }
}
