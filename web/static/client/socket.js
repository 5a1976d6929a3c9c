import { createBackoff } from './backoff.js';
import { judgeClose } from './close-codes.js';
import { RequestError } from './requests.js';

/** @typedef {import('./frames.d.ts').Connection} Connection */
/** @typedef {import('./frames.d.ts').ServerFrame} ServerFrame */

/**
 * @typedef {{
 *   url: string,
 *   session: import('./session.js').Session,
 *   greeting: () => { store?: string, resume?: Record<string, number>, presence?: 'away' },
 *   onFrame: (frame: ServerFrame) => void,
 *   onConnection: (connection: Connection) => void,
 *   onHurry: () => void,
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

/**
 * One websocket that stays: `hello` with a token first, again after every loss, with what was last
 * seen of each channel.
 */
export class Socket {
  #options;
  #backoff;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** Grows with every attempt, so that what an older one still says is not heard. */
  #attempt = 0;
  #isWanted = false;
  #isWelcomed = false;
  /** Since when an attempt goes on; 0: none does. */
  #openingSinceMs = 0;
  #welcomedAtMs = 0;
  #lastCode = 0;
  #inRow = 0;

  /** @param {SocketOptions} options */
  constructor(options) {
    this.#options = options;
    this.#backoff = createBackoff({ random: options.random });
  }

  start() {
    if (this.#isWanted) return;
    this.#isWanted = true;
    void this.#connect();
  }

  /** The network is back, or somebody looks at the page again: now rather than later. */
  hurry() {
    if (!this.#isWanted) return;
    if (this.#isWelcomed) return this.#options.onHurry();
    const openingMs = this.#openingSinceMs > 0 ? Date.now() - this.#openingSinceMs : Infinity;
    if (openingMs > hurriedOpeningMs) void this.#connect();
  }

  /** Leaves this connection, which may be dead or somebody else's by now, and makes another. */
  restart() {
    if (this.#isWanted) void this.#connect();
  }

  /** @param {string} reason */
  stop(reason) {
    this.#isWanted = false;
    this.#drop(goodbye);
    this.#options.onConnection({ phase: 'stopped', reason });
  }

  /**
   * @param {object} frame
   * @returns {boolean} false when there is no connection to send it on
   */
  send(frame) {
    if (!this.#isWelcomed || this.#socket?.readyState !== openState) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** @param {number} [code] none while another connection is to follow: that is no goodbye */
  #drop(code) {
    this.#attempt += 1;
    clearTimeout(this.#timer);
    const old = this.#socket;
    this.#socket = null;
    this.#isWelcomed = false;
    this.#openingSinceMs = 0;
    old?.close(code);
  }

  async #connect() {
    this.#drop();
    this.#openingSinceMs = Date.now();
    const mine = this.#attempt;
    this.#options.onConnection({ phase: 'connecting' });
    try {
      const token = await this.#options.session.token();
      if (mine === this.#attempt && this.#isWanted) this.#open(mine, token);
    } catch (error) {
      if (mine === this.#attempt) this.#refused(error);
    }
  }

  /** @param {unknown} error */
  #refused(error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof RequestError)) this.#wait(message, 0);
    else if (error.passing) this.#wait(message, error.retryMs ?? 0);
    else this.stop(message);
  }

  /** @param {string} reason @param {number} atLeastMs */
  #wait(reason, atLeastMs) {
    this.#drop();
    const waitMs = this.#backoff.nextMs(atLeastMs);
    this.#options.onConnection({ phase: 'waiting', reason, retryAtMs: Date.now() + waitMs });
    this.#timer = setTimeout(() => void this.#connect(), waitMs);
  }

  /** @param {number} mine @param {string} token */
  #open(mine, token) {
    const { url, WebSocket = globalThis.WebSocket, greeting } = this.#options;
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#closed(mine, 4408), openingMs);
    socket.addEventListener('open', () => {
      if (mine === this.#attempt)
        socket.send(JSON.stringify({ op: 'hello', token, ...greeting() }));
    });
    socket.addEventListener('message', ({ data }) => {
      if (mine === this.#attempt) this.#hear(String(data));
    });
    socket.addEventListener('close', ({ code }) => this.#closed(mine, code));
  }

  /** @param {string} text */
  #hear(text) {
    const frame = /** @type {ServerFrame} */ (JSON.parse(text));
    if (frame.op === 'welcome') {
      clearTimeout(this.#timer);
      this.#isWelcomed = true;
      this.#openingSinceMs = 0;
      this.#welcomedAtMs = performance.now();
      this.#inRow = 0;
      this.#options.onConnection({ phase: 'open' });
    }
    this.#options.onFrame(frame);
  }

  /** @param {number} mine @param {number} code */
  #closed(mine, code) {
    if (mine !== this.#attempt || !this.#isWanted) return;
    if (this.#isWelcomed) this.#backoff.worked(performance.now() - this.#welcomedAtMs);
    this.#inRow = code === this.#lastCode ? this.#inRow + 1 : 1;
    this.#lastCode = code;
    const { reason, atLeastMs = 0, needsFreshToken, isFinal } = judgeClose(code, this.#inRow);
    if (needsFreshToken) this.#options.session.renew();
    if (isFinal) this.stop(reason);
    else if (needsFreshToken && this.#inRow === 1) void this.#connect();
    else this.#wait(reason, atLeastMs);
  }
}
