import { createClientState } from './client-state.js';
import { firstPageEntries, receiveFrame } from './receive.js';
import { Socket } from './socket.js';

/** @typedef {import('./frames.d.ts').ClientEvent} ClientEvent */
/** @typedef {import('./frames.d.ts').Connection} Connection */
/** @typedef {import('./frames.d.ts').ServerFrame} ServerFrame */
/** @typedef {import('./room.js').Room} Room */

const typingEveryMs = 2000;
/** A connection that leaves a message unanswered for this long is given up for another. */
const silentMs = 12_000;

/**
 * Natter in a page or a program: one connection, the conversations in it, what was written and is
 * not yet stored. It draws nothing; listeners are told what changed and read `state`.
 */
export class Client {
  #outbox;
  #socket;
  /** @type {Set<(event: ClientEvent) => void>} */
  #listeners = new Set();
  /** @type {Map<string, number>} */
  #typedAtMs = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;
  /** What this connection has sent and the server has not answered. @type {Set<string>} */
  #sent = new Set();
  /** What the server asked to send again a little later. @type {Set<string>} */
  #postponed = new Set();

  /**
   * @param {Omit<import('./socket.js').SocketOptions, 'greeting' | 'onFrame' | 'onConnection'>
   *   & { outbox: import('./outbox.js').Outbox }} options
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
    });
  }

  /** @param {(event: ClientEvent) => void} listener */
  listen(listener) {
    this.#listeners.add(listener);
  }

  connect() {
    this.#socket.start();
  }

  /** Tries to reconnect at once instead of waiting. */
  hurry() {
    this.#socket.hurry();
  }

  /** Opens a new connection, e.g. as another person. */
  restart() {
    this.#socket.restart();
  }

  /** @param {string} reason */
  stop(reason) {
    this.#socket.stop(reason);
  }

  /**
   * @param {string} name an automation's name, or `person`
   * @returns {boolean} false: not connected
   */
  start(name) {
    return this.#socket.send({ op: 'start', with: name });
  }

  /**
   * @param {string | null} channelId null: for the conversation that `start` opens
   * @param {string} data
   */
  send(channelId, data) {
    this.#outbox.add(channelId, data);
    this.#tell({ type: 'outbox', channelId });
    this.flush();
  }

  /** @param {string} cid */
  retry(cid) {
    this.#outbox.retry(cid);
    this.flush();
    this.#tell({ type: 'outbox', channelId: null });
  }

  /** @param {string} cid */
  discard(cid) {
    this.#outbox.remove(cid);
    this.#tell({ type: 'outbox', channelId: null });
  }

  /** Says that I am typing, at most every 2 s. @param {string} channelId */
  typing(channelId) {
    const nowMs = Date.now();
    if (nowMs - (this.#typedAtMs.get(channelId) ?? 0) < typingEveryMs) return;
    if (this.#inChannel('typing', channelId)) this.#typedAtMs.set(channelId, nowMs);
  }

  /** Says how far I have read; says nothing twice. @param {string} channelId */
  seen(channelId) {
    const room = this.state.rooms.get(channelId);
    if (!room?.joined || room.log.last <= room.seen) return;
    const seq = room.log.last;
    if (!this.#socket.send({ op: 'seen', channel_id: channelId, seq })) return;
    room.seen = seq;
    this.#tell({ type: 'room', channelId });
  }

  /** Fetches the page before the first entry held. @param {string} channelId */
  earlier(channelId) {
    const room = this.state.rooms.get(channelId);
    if (!room || room.log.after === 0 || room.opening) return;
    const after = Math.max(0, room.log.after - firstPageEntries);
    room.log.extend(after);
    this.#open(room, after);
  }

  /** The visitor asks for a person. @param {string} channelId */
  handOff(channelId) {
    return this.#inChannel('handoff', channelId);
  }

  /** An agent takes who waits. @param {string} channelId */
  take(channelId) {
    return this.#inChannel('take', channelId);
  }

  /** Closes a conversation. @param {string} channelId */
  done(channelId) {
    return this.#inChannel('done', channelId);
  }

  /** Sends what is due and not already on its way. */
  flush() {
    for (const { cid: id, channelId, data } of this.#outbox.due()) {
      if (this.#sent.has(id) || this.#postponed.has(id)) continue;
      const frame = { op: 'send', id, channel_id: channelId, to: '*', type: 'text', data };
      if (!this.#socket.send(frame)) return;
      this.#sent.add(id);
      clearTimeout(this.#silence);
      this.#silence = setTimeout(() => this.#socket.restart(), silentMs);
    }
  }

  /** @param {string} op @param {string} channelId */
  #inChannel(op, channelId) {
    return this.#socket.send({ op, channel_id: channelId });
  }

  #greeting() {
    const { rooms, store } = this.state;
    const known = [...rooms].filter(([, room]) => room.joined && room.log.last > 0);
    const resume = Object.fromEntries(known.map(([id, room]) => [id, room.log.last]));
    return { ...(store ? { store } : {}), resume };
  }

  /** @param {ServerFrame} frame */
  #receive(frame) {
    if (frame.op === 'ack' || frame.op === 'message') this.#sent.delete(frame.id);
    if (frame.op === 'error' && frame.id) this.#sent.delete(frame.id);
    if (this.#sent.size === 0) clearTimeout(this.#silence);
    receiveFrame(
      this.state,
      {
        tell: (event) => this.#tell(event),
        open: (room, after) => this.#open(room, after),
        flush: () => this.flush(),
        retryLater: (cid, waitMs) => this.#retryLater(cid, waitMs),
      },
      frame,
    );
  }

  /** @param {Connection} connection */
  #changeConnection(connection) {
    // While it tries again, why it had to is still worth knowing.
    const { reason } = this.state.connection;
    this.state.connection =
      connection.phase === 'connecting' ? { reason, ...connection } : connection;
    if (connection.phase !== 'open') {
      this.#sent.clear();
      clearTimeout(this.#silence);
      for (const room of this.state.rooms.values()) room.opening = false;
    }
    this.#tell({ type: 'connection', connection });
  }

  /** @param {ClientEvent} event */
  #tell(event) {
    for (const listener of this.#listeners) listener(event);
  }

  /** @param {Room} room @param {number} after */
  #open(room, after) {
    room.opening = this.#socket.send({ op: 'open', channel_id: room.channel.id, after });
  }

  /** @param {string} cid @param {number} waitMs */
  #retryLater(cid, waitMs) {
    this.#postponed.add(cid);
    setTimeout(() => {
      this.#postponed.delete(cid);
      this.flush();
    }, waitMs);
  }
}
