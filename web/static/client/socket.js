import { createBackoff } from './backoff.js';
import { judgeClose, needsFreshToken } from './close-codes.js';

/** @typedef {import('./frames.d.ts').Connection} Connection */
/** @typedef {import('./frames.d.ts').ServerFrame} ServerFrame */
/** @typedef {Error & Partial<import('./requests.js').RequestError>} Failure */

/**
 * @typedef {{
 *   url: string,
 *   session: import('./session.js').Session,
 *   WebSocket?: typeof globalThis.WebSocket,
 *   random?: () => number,
 * }} SocketOptions
 */

const openingMs = 15_000;
/** Whoever has a reason to hurry does not wait longer than this for an attempt to succeed. */
const hurriedOpeningMs = 3000;
const openState = 1;
/** Whoever says so is shown as gone at once (RFC 6455, 7.4.1). */
const goodbye = 1000;
const tooSlow = 4408;

const tickMs = 1000;
/** A tick that comes later than this: the machine slept, or the page was put aside. */
const lateMs = 5000;
/** After so long without a word the other end is asked for one. */
const idleMs = 20_000;
const answerMs = 10_000;
/** Somebody looks at the page again, or the network changed: then it is known sooner. */
const soonMs = 4000;
/** A connection that leaves a message unanswered for this long is given up for another. */
const silentMs = 12_000;

/**
 * One websocket that stays: `hello` with a token first, again after every loss. It finds out that a
 * connection is dead though nobody closed it, as after a night's sleep or a change of networks:
 * pages do not see the protocol's own pings. What was asked before a sleep is asked again after it,
 * because the answer may have come to nobody. Who extends it says what `hello` tells and what
 * becomes of a frame.
 */
export class Socket {
  /** @type {WebSocket | undefined} */
  #socket;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #options;
  #backoff;
  /** Grows with every attempt, so that what an older one still says is not heard. */
  #attempt = 0;
  /** @type {Connection['phase']} */
  #phase = 'stopped';
  /** Since when it is in this phase. */
  #sinceMs = 0;
  #lastCode = 0;
  #inRow = 0;
  #tickedAtMs = 0;
  #heardAtMs = 0;
  /** When the other end must have said something. */
  #answerByMs = Infinity;
  /** What was sent before this may have been answered to nobody. */
  #wokeAtMs = 0;
  #knowsPing = true;

  /** @param {SocketOptions} options `url`: the websocket's address, `wss://chat.example/ws` */
  constructor(options) {
    this.#options = options;
    this.#backoff = createBackoff(options);
  }

  connect() {
    if (this.#phase === 'stopped') void this.#connect();
  }

  /**
   * The network changed, or somebody looks at the page again: tries to reconnect at once instead of
   * waiting, or makes sure that the connection is alive.
   */
  hurry() {
    const isTrying = this.#phase === 'connecting';
    if (this.#phase === 'open') this.#ping(soonMs);
    else if (!isTrying || Date.now() - this.#sinceMs > hurriedOpeningMs) this.restart();
  }

  /** Leaves this connection, which may be dead or somebody else's by now, and makes another. */
  restart() {
    if (this.#phase !== 'stopped') void this.#connect();
  }

  /** Ends the connection until `connect`. @param {string} reason */
  stop(reason) {
    this.#drop(goodbye);
    this.#become('stopped', reason);
  }

  /** Since when a message has had no answer; `Infinity` when none waits. */
  get waitsSinceMs() {
    return Infinity;
  }

  /** What `hello` tells beside the token. @returns {object} */
  greeting() {
    return {};
  }

  /** @param {ServerFrame} _frame */
  hear(_frame) {}

  /** @param {Connection} _connection */
  changed(_connection) {}

  /** @param {string} op @param {object} [rest] @returns {boolean} false: not connected */
  ask(op, rest) {
    const isOpen = this.#phase === 'open' && this.#socket?.readyState === openState;
    if (isOpen) this.#say({ op, ...rest });
    return isOpen;
  }

  /** @param {object} frame */
  #say(frame) {
    this.#socket?.send(JSON.stringify(frame));
  }

  /** @param {number} [code] none while another connection is to follow: that is no goodbye */
  #drop(code) {
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#socket?.close(code);
    this.#socket = undefined;
  }

  /** @param {Connection['phase']} phase @param {string} [reason] @param {number} [retryAtMs] */
  #become(phase, reason, retryAtMs) {
    this.#phase = phase;
    this.#sinceMs = Date.now();
    this.changed({ phase, reason, retryAtMs });
  }

  async #connect() {
    this.#drop();
    const mine = this.#attempt;
    this.#become('connecting');
    try {
      const token = await this.#options.session.token();
      if (mine === this.#attempt) this.#open(token);
    } catch (error) {
      const { message, passing, retryMs } = /** @type {Failure} */ (error);
      if (mine !== this.#attempt) return;
      if (passing === false) this.stop(message);
      else this.#wait(message, retryMs);
    }
  }

  /** @param {string} reason @param {number} [atLeastMs] */
  #wait(reason, atLeastMs) {
    this.#drop();
    const waitMs = this.#backoff.nextMs(atLeastMs);
    this.#timer = setTimeout(() => this.restart(), waitMs);
    this.#become('waiting', reason, Date.now() + waitMs);
  }

  /** @param {string} token */
  #open(token) {
    const { url, WebSocket = globalThis.WebSocket } = this.#options;
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#closed(tooSlow), openingMs);
    const isMine = () => socket === this.#socket;
    socket.addEventListener('open', () => {
      if (isMine()) this.#say({ op: 'hello', token, ...this.greeting() });
    });
    socket.addEventListener('message', ({ data }) => {
      if (isMine()) this.#hear(/** @type {ServerFrame} */ (JSON.parse(String(data))));
    });
    socket.addEventListener('close', ({ code }) => {
      if (isMine()) this.#closed(code);
    });
  }

  /** @param {ServerFrame} frame */
  #hear(frame) {
    this.#heardAtMs = Date.now();
    this.#answerByMs = Infinity;
    if (frame.op === 'welcome') {
      clearTimeout(this.#timer);
      this.#timer = setInterval(() => this.#tick(), tickMs);
      this.#tickedAtMs = this.#heardAtMs;
      this.#knowsPing = true;
      this.#inRow = 0;
      this.#become('open');
    }
    // A relay of an earlier version takes `ping` for a mistake.
    if (frame.op === 'error' && !frame.of) this.#knowsPing = false;
    this.hear(frame);
  }

  /** @param {number} code */
  #closed(code) {
    if (this.#phase === 'open') this.#backoff.worked(Date.now() - this.#sinceMs);
    this.#inRow = code === this.#lastCode ? this.#inRow + 1 : 1;
    this.#lastCode = code;
    const { reason, atLeastMs } = judgeClose(code, this.#inRow);
    if (code === needsFreshToken) this.#options.session.renew();
    if (atLeastMs === Infinity) this.stop(reason);
    else if (code === needsFreshToken && this.#inRow === 1) this.restart();
    else this.#wait(reason, atLeastMs);
  }

  #tick() {
    const nowMs = Date.now();
    const wasLateMs = nowMs - this.#tickedAtMs;
    this.#tickedAtMs = nowMs;
    const isStuck = nowMs - Math.max(this.waitsSinceMs, this.#wokeAtMs) > silentMs;
    if (wasLateMs > lateMs || wasLateMs < 0) {
      this.#answerByMs = Infinity;
      this.#wokeAtMs = nowMs;
      this.#ping(soonMs);
    } else if (isStuck || nowMs > this.#answerByMs) this.restart();
    else if (nowMs - this.#heardAtMs >= idleMs) this.#ping(answerMs);
  }

  /** Asks whether anybody is there. @param {number} patienceMs */
  #ping(patienceMs) {
    const byMs = Date.now() + patienceMs;
    const isSooner = byMs < this.#answerByMs;
    if (isSooner && this.#knowsPing && this.ask('ping')) this.#answerByMs = byMs;
  }
}
