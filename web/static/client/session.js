import { createClientId } from './identifiers.js';
import { requestJson, RequestError } from './requests.js';

/** @typedef {import('./frames.d.ts').Tokens} Tokens */
/** @typedef {import('./requests.js').Fetch} Fetch */
/** @typedef {import('./secret.js').Secret} Secret */
/**
 * Tokens for a socket: `token()` gives one that is good for 30 s more, asking when it must;
 * `renew()`
 * forgets it, so that the next one is fresh.
 * @typedef {{ token: () => Promise<string>, renew: () => void }} Session
 */

const marginMs = 30_000;
const mostLater = 5;
/** Of more than 256 random bits. */
const tokenLength = 43;

/**
 * Who a visitor is: a secret that the server issued and this browser keeps, changed for tokens of
 * 15
 * minutes when one is needed. Nothing is asked of the server before the first `token()`.
 */
export class VisitorSession {
  #live = noToken();
  #nickname = '';
  #email = '';
  /** @type {Promise<string> | null} */
  #asking = null;
  #options;

  /**
   * @param {{
   *   origin: string, kept: import('./kept-value.js').KeptValue<Secret>, org?: string,
   *   fetch?: Fetch, now?: () => number, locks?: LockManager,
   * }} options
   */
  constructor(options) {
    this.#options = { now: Date.now, locks: globalThis.navigator?.locks, ...options };
  }

  /** Rejects with a RequestError. */
  async token() {
    if (isGood(this.#live, this.#options.now())) return this.#live.token;
    // One tab at a time: two tabs opened together must become one visitor, not two.
    this.#asking ??= underLock(this.#options.locks, () => this.#ask()).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  renew() {
    this.#live = noToken();
  }

  /**
   * Forgets the visitor: the next `token()` makes a new one without any history. The server is told
   * when that costs no waiting, so that a copy of the secret is worth nothing.
   */
  forget() {
    const { origin, fetch = globalThis.fetch } = this.#options;
    const headers = { authorization: `Bearer ${this.#live.token}` };
    if (isGood(this.#live, this.#options.now())) {
      const ended = { method: 'POST', keepalive: true, headers };
      fetch(`${origin}/v1/auth/logout`, ended).catch(() => {});
    }
    this.renew();
    this.#nickname = '';
    this.#options.kept.write(null);
  }

  get user() {
    return this.#options.kept.read()?.user ?? null;
  }

  /** @param {string} name @param {string} [email] both used when the visitor is made */
  introduce(name, email = '') {
    this.#nickname = name.trim();
    this.#email = email.trim();
  }

  /**
   * Exchanges what a site signed about this visitor, once, for an identity that this browser keeps.
   * Rejects when the server refuses it; then nothing has changed.
   * @param {string} token
   */
  async identify(token) {
    const { kept, org, locks } = this.#options;
    // Who was here before says so, to keep what was said before.
    const known = kept.read() ? await this.token() : undefined;
    const body = { identity: token, ...(org ? { org } : {}) };
    await underLock(locks, () => this.#fetchTokens('/v1/chat/session', body, known));
  }

  /** @returns {Promise<string>} */
  async #ask() {
    const { kept, org } = this.#options;
    const secret = kept.read();
    if (secret) {
      const token = await this.#refresh(secret);
      if (token) return token;
      // The secret is dead. Another tab may have got a new one while we asked.
      if (kept.read()?.refresh_token !== secret.refresh_token) return this.#ask();
      kept.write(null);
    }
    // What is empty is left out of JSON.
    const nickname = this.#nickname || undefined;
    const email = this.#email || undefined;
    const body = { nickname, email, org: org || undefined };
    return this.#fetchTokens('/v1/chat/session', body);
  }

  /**
   * A refresh token is good once, so the next one is named and kept before it is asked for: when
   * the answer is lost, it is the one that is good now.
   * @param {Secret} secret @returns {Promise<string | null>} null when the secret is dead
   */
  async #refresh({ refresh_token, user, later = [] }) {
    const named = later.length < mostLater ? [...later, createClientId(tokenLength)] : later;
    this.#options.kept.write({ refresh_token, user, later: named });
    const chain = [refresh_token, ...named];
    // The newest first: one that was changed already must never be shown again.
    for (let place = later.length; place >= 0; place--) {
      const body = { refresh_token: chain[place], next: chain[place + 1] };
      try {
        return await this.#fetchTokens('/v1/auth/refresh', body);
      } catch (error) {
        if (!(error instanceof RequestError) || error.status !== 401) throw error;
      }
    }
    return null;
  }

  /** @param {string} path @param {object} body @param {string} [token] who asks */
  async #fetchTokens(path, body, token) {
    const { origin, fetch, kept } = this.#options;
    const answer = /** @type {Tokens} */ (
      await requestJson(`${origin}${path}`, { body, token, fetch })
    );
    kept.write({ refresh_token: answer.refresh_token, user: answer.user });
    this.#live = liveToken(answer);
    return this.#live.token;
  }
}

/**
 * A signed-in agent's session: the cookie is changed for a socket token.
 * @param {{ origin: string, fetch?: Fetch, now?: () => number }} options
 * @returns {Session}
 */
export function createStaffSession({ origin, fetch, now = Date.now }) {
  let live = noToken();
  return {
    token: async () => {
      if (isGood(live, now())) return live.token;
      const answer = await requestJson(`${origin}/v1/auth/socket`, { method: 'POST', fetch });
      live = liveToken(/** @type {Tokens} */ (answer));
      return live.token;
    },
    renew: () => {
      live = noToken();
    },
  };
}

function noToken() {
  return { token: '', expiresMs: 0 };
}

/** @param {{ token: string, expires_at: string }} answer */
function liveToken({ token, expires_at }) {
  return { token, expiresMs: Date.parse(expires_at) };
}

/** @param {ReturnType<typeof noToken>} live @param {number} nowMs */
function isGood(live, nowMs) {
  return live.token !== '' && live.expiresMs - marginMs > nowMs;
}

/**
 * @param {LockManager | undefined} locks
 * @param {() => Promise<string>} work
 * @returns {Promise<string>}
 */
async function underLock(locks, work) {
  return locks ? locks.request('natter.visitor', work) : work();
}
