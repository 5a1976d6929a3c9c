import { createBackoff } from './backoff.js';
import { judgeClose } from './close-codes.js';
import { RequestError } from './requests.js';

/** @typedef {import('./frames.d.ts').Connection} Connection */
/** @typedef {import('./frames.d.ts').ServerFrame} ServerFrame */

const openingMs = 15_000;

/**
 * One websocket that stays: `hello` with a token first, again after every loss, with what was last
 * seen of each channel.
 *
 * @param {{
 *   url: string,
 *   session: { token(): Promise<string>, renew(): void },
 *   greeting: () => { store?: string, resume?: Record<string, number> },
 *   onFrame: (frame: ServerFrame) => void,
 *   onConnection: (connection: Connection) => void,
 *   WebSocket?: typeof globalThis.WebSocket,
 *   random?: () => number,
 * }} options
 */
export function createSocket({
  url,
  session,
  greeting,
  onFrame,
  onConnection,
  WebSocket = globalThis.WebSocket,
  random,
}) {
  const backoff = createBackoff({ random });
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Grows with every attempt, so that what an older one still says is not heard. */
  let attempt = 0;
  let wanted = false;
  let welcomed = false;
  let lastCode = 0;
  let inRow = 0;

  /** @param {string} reason @param {number} atLeastMs */
  function wait(reason, atLeastMs) {
    const waitMs = backoff.nextMs(atLeastMs);
    onConnection({ phase: 'waiting', reason, retryAtMs: Date.now() + waitMs });
    timer = setTimeout(connect, waitMs);
  }

  /** @param {string} reason */
  function stop(reason) {
    wanted = false;
    drop();
    onConnection({ phase: 'stopped', reason });
  }

  function drop() {
    attempt += 1;
    clearTimeout(timer);
    const old = socket;
    socket = null;
    welcomed = false;
    old?.close(1000);
  }

  async function connect() {
    drop();
    const mine = attempt;
    onConnection({ phase: 'connecting' });
    let token;
    try {
      token = await session.token();
    } catch (error) {
      if (mine === attempt) refused(error);
      return;
    }
    if (mine !== attempt || !wanted) return;
    open(mine, token);
  }

  /** @param {unknown} error */
  function refused(error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof RequestError && !error.passing) stop(message);
    else wait(message, error instanceof RequestError ? (error.retryMs ?? 0) : 0);
  }

  /** @param {number} mine @param {string} token */
  function open(mine, token) {
    const opened = new WebSocket(url);
    socket = opened;
    timer = setTimeout(() => closed(mine, 4408), openingMs);
    opened.onopen = () => {
      if (mine === attempt) opened.send(JSON.stringify({ op: 'hello', token, ...greeting() }));
    };
    opened.onmessage = (event) => {
      if (mine === attempt) hear(String(event.data));
    };
    opened.onclose = (event) => closed(mine, event.code);
  }

  /** @param {string} text */
  function hear(text) {
    /** @type {ServerFrame} */
    const frame = JSON.parse(text);
    if (frame.op === 'welcome') {
      clearTimeout(timer);
      welcomed = true;
      inRow = 0;
      backoff.reset();
      onConnection({ phase: 'open' });
    }
    onFrame(frame);
  }

  /** @param {number} mine @param {number} code */
  function closed(mine, code) {
    if (mine !== attempt || !wanted) return;
    inRow = code === lastCode ? inRow + 1 : 1;
    lastCode = code;
    const verdict = judgeClose(code, inRow);
    if (verdict.fresh) session.renew();
    if (verdict.stop) return stop(verdict.reason);
    drop();
    if (verdict.fresh && inRow === 1) void connect();
    else wait(verdict.reason, verdict.atLeastMs ?? 0);
  }

  return {
    start() {
      if (wanted) return;
      wanted = true;
      void connect();
    },

    /** Tries at once: the network is back, or somebody looks at the page again. */
    hurry() {
      if (wanted && !welcomed && !(socket && socket.readyState === WebSocket.CONNECTING))
        void connect();
    },

    /** Leaves a connection that looks dead (nothing answers) and makes another. */
    restart() {
      if (!wanted) return;
      void connect();
    },

    /** @param {string} reason */
    stop,

    get welcomed() {
      return welcomed;
    },

    /**
     * @param {object} frame
     * @returns {boolean} false when there is no connection to send it on
     */
    send(frame) {
      if (!welcomed || socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
  };
}

/** @typedef {ReturnType<typeof createSocket>} Socket */
