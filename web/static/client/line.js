import { Socket } from './socket.js';

/** @typedef {import('./frames.d.ts').ClientEvent} ClientEvent */
/** @typedef {import('./frames.d.ts').Connection} Connection */
/** @typedef {import('./frames.d.ts').ServerFrame} ServerFrame */
/** @typedef {import('./outbox.js').Outbox} Outbox */
/** @typedef {import('./socket.js').SocketOptions & { outbox: Outbox }} LineOptions */
/**
 * What every client knows; `store` is the server's database, once it was named.
 * @typedef {{ connection: Connection, store?: string, outbox: Outbox }} LineState
 */

const typingEveryMs = 2000;

/**
 * One connection that stays, what was written and is not yet stored, and who listens. Listeners are
 * told what changed and read `state`.
 * @template {LineState} State
 */
export class Line extends Socket {
  /** @type {Set<(event: ClientEvent) => void>} */
  #listeners = new Set();
  /** By channel. @type {Map<string, number>} */
  #typedAtMs = new Map();
  /** @type {'online' | 'away'} */
  #shownAs = 'online';

  /** @param {LineOptions} options @param {State} state */
  constructor(options, state) {
    super(options);
    this.state = state;
  }

  /** @override */
  get waitsSinceMs() {
    return this.state.outbox.waitsSinceMs;
  }

  /** @param {(event: ClientEvent) => void} listener @returns {() => void} ends it */
  listen(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @param {ClientEvent} event */
  tell(event) {
    for (const listener of this.#listeners) listener(event);
  }

  /** How the server calls a channel. @param {string} key @returns {object} */
  where(key) {
    return { channel_id: key };
  }

  /**
   * Whatever the contract lets one do in a channel: `hold`, `transfer`, `notes`…
   * @param {string} op @param {string} channelId @param {object} [rest]
   * @returns {boolean} false: not connected
   */
  act(op, channelId, rest) {
    return this.ask(op, { ...this.where(channelId), ...rest });
  }

  /**
   * Writes a message: kept until it is stored, sent again under its id whenever that is needed.
   * @param {string | null} channelId `<team>:<person>` for one person of a team, who need not have
   *   been written to before; null: for the conversation that `start` opens, or for the private
   *   notes beside that of `notesOf`, which are opened for it
   * @param {string} data
   * @param {import('./frames.d.ts').WriteOptions} [options]
   * @returns {string} its id: until the log shows it, `state.outbox.find(id)` says how it stands
   */
  send(channelId, data, options) {
    const { cid } = this.state.outbox.add(channelId, data, options);
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
    this.#changed(null);
  }

  /** @param {string | null} channelId */
  #changed(channelId) {
    this.tell({ type: 'outbox', channelId });
    this.flush();
  }

  /** Sends what is due and not already on its way. */
  flush() {
    this.state.outbox.flush((item) => {
      if (item.channelId === null) return this.act('notes', item.notesOf);
      const { cid: id, channelId, data, type = 'text', replyTo: reply_to } = item;
      return this.ask('send', { to: '*', ...this.where(channelId), id, type, data, reply_to });
    });
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
    this.ask('presence', { state });
  }

  /** How far each log is here. @returns {Record<string, number>} */
  get resume() {
    return {};
  }

  /** Takes it into the state. @param {ServerFrame} _frame */
  receive(_frame) {}

  /** @override */
  greeting() {
    const presence = this.#shownAs === 'away' ? this.#shownAs : undefined;
    return { store: this.state.store || undefined, presence, resume: this.resume };
  }

  /** @override @param {ServerFrame} frame */
  hear(frame) {
    this.receive(frame);
    if (frame.op === 'error' && frame.of === 'presence' && frame.retry_ms) {
      setTimeout(() => this.ask('presence', { state: this.#shownAs }), frame.retry_ms);
    }
    this.flush();
  }

  /** @override @param {Connection} connection */
  changed(connection) {
    const { phase } = connection;
    if (phase !== 'open') this.disconnected();
    // While it tries again, why it had to is still worth knowing.
    if (phase === 'connecting') connection.reason = this.state.connection.reason;
    this.state.connection = connection;
    this.tell({ type: 'connection', connection });
  }

  disconnected() {
    this.state.outbox.disconnected();
  }
}
