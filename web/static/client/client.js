import { addressOf } from './address.js';
import { createClientState } from './client-state.js';
import { Delivery } from './delivery.js';
import { Pulse } from './pulse.js';
import { receiveFrame } from './receive.js';
import { markSeen } from './room.js';
import { fillEmpty, firstPageEntries, followRoom } from './rooms.js';
import { Socket } from './socket.js';

/** @typedef {import('./frames.d.ts').ClientEvent} ClientEvent */
/** @typedef {import('./frames.d.ts').Connection} Connection */
/** @typedef {import('./frames.d.ts').ServerFrame} ServerFrame */
/** @typedef {import('./room.js').Room} Room */

const typingEveryMs = 2000;
/** What one `hello` may resume; the rest is opened after it. */
const maxResumed = 200;
/** Teams and threads that a page keeps whole. */
const maxShown = 20;

/**
 * Natter in a page or a program: one connection that stays, the conversations in it, what was
 * written and is not yet stored. It draws nothing; listeners are told what changed and read
 * `state`.
 */
export class Client {
  #outbox;
  #socket;
  #delivery;
  #pulse;
  /** @type {Set<(event: ClientEvent) => void>} */
  #listeners = new Set();
  /** @type {Map<string, number>} */
  #typedAtMs = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #fillTimer;
  /** Teams and threads that were shown last. @type {string[]} */
  #shown = [];
  /** @type {'online' | 'away'} */
  #shownAs = 'online';
  /** @type {import('./client-state.js').Effects} */
  #effects = {
    tell: (event) => this.#tell(event),
    open: (room, after) => this.#open(room, after),
    flush: () => this.flush(),
    postpone: (channelId, cid, waitMs) => this.#delivery.postpone(channelId, cid, waitMs),
    fillLater: (waitMs) => this.#fillLater(waitMs),
  };

  /**
   * @param {Omit<
   *   import('./socket.js').SocketOptions,
   *   'greeting' | 'onFrame' | 'onConnection' | 'onHurry'
   * > & { outbox: import('./outbox.js').Outbox }} options
   *   `url` is the websocket's address, e.g. `wss://chat.example/ws`
   */
  constructor({ outbox, ...options }) {
    this.#outbox = outbox;
    this.state = createClientState(outbox);
    this.#socket = new Socket({
      ...options,
      greeting: () => this.#greeting(),
      onFrame: (frame) => this.#receive(frame),
      onConnection: (connection) => this.#changeConnection(connection),
      onHurry: () => this.#pulse.probe(),
    });
    this.#delivery = new Delivery({
      outbox,
      random: options.random,
      send: ({ cid: id, channelId, data, type = 'text', replyTo: reply_to }) => {
        const where = { to: '*', ...addressOf(channelId) };
        return this.#socket.send({ op: 'send', id, ...where, type, data, reply_to });
      },
    });
    this.#pulse = new Pulse({
      ping: () => this.#socket.send({ op: 'ping' }),
      waitsSinceMs: () => this.#delivery.waitsSinceMs,
      onLost: () => this.#socket.restart(),
    });
  }

  /**
   * @param {(event: ClientEvent) => void} listener
   * @returns {() => void} ends it
   */
  listen(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  connect() {
    this.#socket.start();
  }

  /**
   * The network changed, or somebody looks at the page again: tries to reconnect at once instead of
   * waiting, or makes sure that the connection is alive.
   */
  hurry() {
    this.#socket.hurry();
  }

  /** Opens a new connection, e.g. as another person. */
  restart() {
    this.#socket.restart();
  }

  /** Ends the connection for good, or until `connect`. @param {string} reason */
  stop(reason) {
    this.#socket.stop(reason);
  }

  /**
   * @param {string} name an automation's name, or `person`
   * @param {{ email?: string, language?: string }} [more]
   * @returns {boolean} false: not connected
   */
  start(name, more) {
    return this.#socket.send({ op: 'start', with: name, ...more });
  }

  /**
   * Writes a message: kept until it is stored, sent again under its id whenever that is needed.
   * @param {string | null} channelId `<team>:<person>` for one person of a team, who need not have
   *   been written to before; null: for the conversation that `start` opens
   * @param {string} data
   * @param {import('./frames.d.ts').WriteOptions} [options]
   * @returns {string} its id: until the log shows it, `state.outbox.find(id)` says how it stands
   */
  send(channelId, data, options) {
    const { cid } = this.#outbox.add(channelId, data, options);
    this.#tell({ type: 'outbox', channelId });
    this.flush();
    return cid;
  }

  /** Sends what failed once more. @param {string} cid */
  retry(cid) {
    this.#outbox.retry(cid);
    this.flush();
    this.#tell({ type: 'outbox', channelId: null });
  }

  /** Gives up what failed. @param {string} cid */
  discard(cid) {
    this.#outbox.remove(cid);
    this.#delivery.answered(cid);
    this.flush();
    this.#tell({ type: 'outbox', channelId: null });
  }

  /**
   * Says that I am typing, at most every 2 s, and what, where the others may see it.
   * @param {string} channelId @param {string} [text]
   */
  typing(channelId, text) {
    const nowMs = Date.now();
    if (Math.abs(nowMs - (this.#typedAtMs.get(channelId) ?? 0)) < typingEveryMs) return;
    if (this.act('typing', channelId, { text })) this.#typedAtMs.set(channelId, nowMs);
  }

  /**
   * How the others see me: online, unless I say otherwise. Without a connection it is said when
   * there is one.
   * @param {'online' | 'away'} state
   */
  showAs(state) {
    if (state === this.#shownAs) return;
    this.#shownAs = state;
    this.#socket.send({ op: 'presence', state });
  }

  /** Says how far I have read; says nothing twice. @param {string} channelId */
  seen(channelId) {
    const room = this.state.rooms.get(channelId);
    if (!room?.joined || room.log.last <= room.seen) return;
    const seq = room.log.last;
    if (!this.#socket.send({ op: 'seen', ...addressOf(channelId), seq })) return;
    markSeen(room, seq, this.state.user?.id ?? '');
    this.#tell({ type: 'room', channelId });
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
    const where = { ...addressOf(channelId), after, before };
    const ask = () => this.#socket.send({ op: 'open', ...where });
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
    return this.#inChannel('handoff', channelId);
  }

  /** An agent takes who waits. @param {string} channelId */
  take(channelId) {
    return this.#inChannel('take', channelId);
  }

  /** An agent says no to what they are offered. @param {string} channelId */
  decline(channelId) {
    return this.#inChannel('decline', channelId);
  }

  /** An agent's break ends: offers come again. */
  endBreak() {
    return this.#socket.send({ op: 'unpause' });
  }

  /** Closes a conversation. @param {string} channelId */
  done(channelId) {
    return this.#inChannel('done', channelId);
  }

  /**
   * Whatever else the contract lets one do in a channel: `hold`, `transfer`, `notes`…
   * @param {string} op @param {string} channelId @param {object} [rest]
   * @returns {boolean} false: not connected
   */
  act(op, channelId, rest) {
    return this.#socket.send({ op, ...addressOf(channelId), ...rest });
  }

  /** The same outside of any: `guests`, `pause`… @param {string} op @param {object} [rest] */
  ask(op, rest) {
    return this.#socket.send({ op, ...rest });
  }

  /** Sends what is due and not already on its way. */
  flush() {
    this.#delivery.flush();
  }

  /** @param {string} op @param {string} channelId */
  #inChannel(op, channelId) {
    return this.#socket.send({ op, ...addressOf(channelId) });
  }

  #greeting() {
    const { rooms, store } = this.state;
    const known = [...rooms].filter(
      ([, room]) => room.joined && room.isWanted && (room.log.last > 0 || room.followed),
    );
    const latest = known.slice(-maxResumed);
    const resume = Object.fromEntries(latest.map(([id, room]) => [id, room.log.last]));
    const presence = this.#shownAs === 'away' ? { presence: this.#shownAs } : {};
    return { ...(store ? { store } : {}), ...presence, resume };
  }

  /** @param {ServerFrame} frame */
  #receive(frame) {
    this.#pulse.heard();
    if (frame.op === 'pong') return;
    receiveFrame(this.state, this.#effects, frame);
    const isOwn = frame.op === 'message' && frame.from === this.state.user?.id;
    if (frame.op === 'error' && frame.of === undefined) this.#pulse.refusedPing();
    if (frame.op === 'error' && frame.of === 'presence') this.#sayAgain(frame.retry_ms);
    if (frame.op === 'ack' || isOwn || (frame.op === 'error' && frame.id)) {
      this.#delivery.answered(frame.id ?? '');
      this.flush();
    }
  }

  /** What was refused for a moment. @param {number | undefined} waitMs */
  #sayAgain(waitMs) {
    if (waitMs === undefined) return;
    setTimeout(() => this.#socket.send({ op: 'presence', state: this.#shownAs }), waitMs);
  }

  /** @param {Connection} connection */
  #changeConnection(connection) {
    // While it tries again, why it had to is still worth knowing.
    const { reason } = this.state.connection;
    this.state.connection =
      connection.phase === 'connecting' ? { reason, ...connection } : connection;
    if (connection.phase === 'open') {
      this.#pulse.start();
    } else {
      this.#delivery.disconnected();
      this.#pulse.stop();
      this.state.presence.disconnected();
      this.state.pasts.disconnected();
      clearTimeout(this.#fillTimer);
      for (const room of this.state.rooms.values()) {
        room.opening = false;
        room.opened = false;
      }
    }
    this.#tell({ type: 'connection', connection });
  }

  /** @param {ClientEvent} event */
  #tell(event) {
    for (const listener of this.#listeners) listener(event);
  }

  /**
   * @param {Room} room @param {number} after
   * @param {number} [before] only what lies between the two, once
   */
  #open(room, after, before) {
    room.opening = this.#socket.send({ op: 'open', ...addressOf(room.key), after, before });
  }

  /** @param {number} waitMs */
  #fillLater(waitMs) {
    clearTimeout(this.#fillTimer);
    this.#fillTimer = setTimeout(() => fillEmpty(this.state, this.#effects), waitMs);
  }
}
