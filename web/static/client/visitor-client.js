import { Delivery } from './delivery.js';
import { hear } from './hearing.js';
import { Pulse } from './pulse.js';
import { Socket } from './socket.js';
import { pageEntries } from './visitor-room.js';

/** @typedef {import('./frames.d.ts').ClientEvent} ClientEvent */
/** @typedef {import('./frames.d.ts').Connection} Connection */
/** @typedef {import('./frames.d.ts').OutboxItem} OutboxItem */
/** @typedef {import('./frames.d.ts').ServerFrame} ServerFrame */
/** @typedef {import('./visitor-room.js').VisitorRoom} VisitorRoom */

const typingEveryMs = 2000;

/** @param {import('./outbox.js').Outbox} outbox */
function createState(outbox) {
  return {
    /** @type {Connection} */
    connection: { phase: 'connecting' },
    /** @type {import('./frames.d.ts').Person | null} */
    user: null,
    store: '',
    caughtUp: false,
    /** Null until the server said. @type {boolean | null} */
    agentsOnline: null,
    /** While it is closed: the next opening. @type {string | null} */
    nextOpening: null,
    /** The agent sees what is typed; the visitor is told so. */
    typingPreview: false,
    /** By channel. @type {Map<string, VisitorRoom>} */
    rooms: new Map(),
    outbox,
  };
}

/** @typedef {ReturnType<typeof createState>} VisitorState */

/**
 * Natter in a visitor's page: one connection that stays, their conversations, and what they wrote
 * that is not yet stored. `Client` does this and more for the pages of staff; what a visitor
 * never needs (teams, threads, the waiting list) would be most of what a stranger's page fetches.
 * Listeners are told what changed and read `state`.
 */
export class VisitorClient {
  #socket;
  #delivery;
  #pulse;
  /** @type {Set<(event: ClientEvent) => void>} */
  #listeners = new Set();
  #typedAtMs = 0;
  #isAway = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Omit<
   *   import('./socket.js').SocketOptions,
   *   'greeting' | 'onFrame' | 'onConnection' | 'onHurry'
   * > & { outbox: import('./outbox.js').Outbox }} options
   */
  constructor({ outbox, ...options }) {
    this.state = createState(outbox);
    this.#socket = new Socket({
      ...options,
      greeting: () => this.#greeting(),
      onFrame: (frame) => this.#hear(frame),
      onConnection: (connection) => this.#changeConnection(connection),
      onHurry: () => this.#pulse.probe(),
    });
    this.#delivery = new Delivery({
      outbox,
      random: options.random,
      send: ({ cid, channelId, data }) =>
        this.act('send', channelId, { id: cid, to: '*', type: 'text', data }),
    });
    this.#pulse = new Pulse({
      ping: () => this.ask('ping'),
      waitsSinceMs: () => this.#delivery.waitsSinceMs,
      onLost: () => this.restart(),
    });
  }

  /** @param {(event: ClientEvent) => void} listener @returns {() => void} ends it */
  listen(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @param {ClientEvent} event */
  tell = (event) => {
    for (const listener of this.#listeners) listener(event);
  };

  connect() {
    this.#socket.start();
  }

  /** The network changed, or somebody looks at the page again: now rather than later. */
  hurry() {
    this.#socket.hurry();
  }

  /** Opens a new connection, e.g. as another person. */
  restart() {
    this.#socket.restart();
  }

  /** Ends the connection until `connect`. @param {string} reason */
  stop(reason) {
    this.#socket.stop(reason);
  }

  /** @param {string} op @param {object} [rest] @returns {boolean} false: not connected */
  ask(op, rest) {
    return this.#socket.send({ op, ...rest });
  }

  /** The same in a channel. @param {string} op @param {string} channelId @param {object} [rest] */
  act(op, channelId, rest) {
    return this.ask(op, { channel_id: channelId, ...rest });
  }

  /**
   * Writes a message: kept until it is stored, sent again under its id whenever that is needed.
   * @param {string | null} channelId null: for the conversation that `start` opens
   * @param {string} data @returns {string} its id
   */
  send(channelId, data) {
    const { cid } = this.state.outbox.add(channelId, data);
    this.#changed(channelId);
    return cid;
  }

  /** Sends what failed once more. @param {string} cid */
  retry(cid) {
    this.state.outbox.retry(cid);
    this.#changed(null);
  }

  /** Gives up what is not stored. @param {string} cid */
  discard(cid) {
    this.state.outbox.remove(cid);
    this.#delivery.answered(cid);
    this.#changed(null);
  }

  /** @param {string | null} channelId */
  #changed(channelId) {
    this.tell({ type: 'outbox', channelId });
    this.flush();
  }

  /** Sends what is due and not already on its way. */
  flush() {
    this.#delivery.flush();
  }

  /** @param {OutboxItem} item @param {number} waitMs */
  postpone({ channelId, cid }, waitMs) {
    this.#delivery.postpone(channelId ?? '', cid, waitMs);
  }

  /** Unless the connection is lost before. @param {() => void} act @param {number} waitMs */
  later(act, waitMs) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, waitMs);
  }

  /**
   * Says that I am typing, at most every 2 s, and what, where the other may see it.
   * @param {string} channelId @param {string} [text]
   */
  typing(channelId, text) {
    const nowMs = Date.now();
    if (Math.abs(nowMs - this.#typedAtMs) < typingEveryMs) return;
    if (this.act('typing', channelId, { text })) this.#typedAtMs = nowMs;
  }

  /** How the others see me: online, unless I say otherwise. @param {boolean} isAway */
  showAway(isAway) {
    this.#isAway = isAway;
    this.ask('presence', this.#presence());
  }

  #presence() {
    return { state: this.#isAway ? 'away' : 'online' };
  }

  /** Says how far I have read; says nothing twice. @param {VisitorRoom} room */
  seen(room) {
    const seq = room.log.last;
    if (!room.joined || seq <= room.seen || !this.act('seen', room.channel.id, { seq })) return;
    room.seen = seq;
    this.tell({ type: 'room', channelId: room.channel.id });
  }

  /** Fetches the page before the first entry held. @param {VisitorRoom} room */
  earlier(room) {
    const { after } = room.log;
    if (after > 0 && !room.opening) this.open(room, Math.max(0, after - pageEntries), after + 1);
  }

  /** @param {VisitorRoom} room @param {number} after @param {number} [before] what lies between */
  open(room, after, before) {
    room.opening = this.act('open', room.channel.id, { after, before });
  }

  #greeting() {
    const { rooms, store } = this.state;
    const known = [...rooms].filter(([, { joined, log }]) => joined && log.last > 0);
    const resume = Object.fromEntries(known.map(([id, { log }]) => [id, log.last]));
    return {
      store: store || undefined,
      presence: this.#isAway ? /** @type {const} */ ('away') : undefined,
      resume,
    };
  }

  /** @param {ServerFrame} frame */
  #hear(frame) {
    this.#pulse.heard();
    hear(this, frame);
    if (frame.op === 'error' && !frame.of) this.#pulse.refusedPing();
    if (frame.op === 'error' && frame.of === 'presence' && frame.retry_ms) {
      setTimeout(() => this.ask('presence', this.#presence()), frame.retry_ms);
    }
    const isOwn = frame.op === 'message' && frame.from === this.state.user?.id;
    if (frame.op === 'ack' || isOwn || (frame.op === 'error' && frame.id)) {
      this.#delivery.answered(frame.id ?? '');
      this.flush();
    }
  }

  /** @param {Connection} connection */
  #changeConnection(connection) {
    const { state } = this;
    // While it tries again, why it had to is still worth knowing.
    const { reason } = state.connection;
    state.connection = { reason, ...connection };
    if (connection.phase === 'open') {
      state.connection = connection;
      this.#pulse.start();
    } else {
      this.#delivery.disconnected();
      this.#pulse.stop();
      clearTimeout(this.#timer);
      for (const room of state.rooms.values()) room.opening = room.areAll = false;
    }
    this.tell({ type: 'connection', connection });
  }
}
