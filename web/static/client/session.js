import { createClientId } from './identifiers.js';
import { RequestError, requestJson } from './requests.js';

/** @typedef {import('./frames.d.ts').Tokens} Tokens */
/** @typedef {import('./secret.js').Secret} Secret */
/**
 * Tokens for a socket: `token()` gives one that is good for 30 s more, asking when it must;
 * `renew()` forgets it, so that the next one is fresh.
 * @typedef {{ token: () => Promise<string>, renew: () => void }} Session
 */

const marginMs = 30_000;
const mostLater = 5;
const patienceMs = 1000;
/** Of more than 256 random bits. */
const tokenLength = 43;

/** @param {() => Promise<unknown>} work one tab at a time; two opened together are one visitor */
const inTurn = (work) => {
  const { locks } = navigator;
  return locks ? locks.request('natter.visitor', work) : work();
};

/**
 * Who a visitor is: a secret that the server issued and this browser keeps, changed for tokens of
 * 15 minutes when one is needed. Nothing is asked of the server before the first `token()`.
 */
export class VisitorSession {
  #token = '';
  #endsMs = 0;
  #who = {};
  /** The refresh token that was kept or read last. */
  #known = '';
  /** @type {Promise<unknown> | undefined} */
  #asking;
  #options;

  /**
   * @param {{
   *   origin: string, kept: import('./kept-value.js').KeptValue<Secret>, org?: string,
   *   fetch?: import('./requests.js').Fetch, now?: () => number,
   * }} options
   */
  constructor(options) {
    this.#options = { now: Date.now, ...options };
  }

  get #isGood() {
    return this.#endsMs - marginMs > this.#options.now();
  }

  /** Rejects with a RequestError. */
  async token() {
    if (!this.#isGood) {
      this.#asking ??= inTurn(() => this.#ask()).finally(() => (this.#asking = undefined));
      await this.#asking;
    }
    return this.#token;
  }

  renew() {
    this.#endsMs = 0;
  }

  /**
   * Forgets the visitor: the next `token()` makes a new one without any history. The server is told
   * unless that takes longer than a second, so that a copy of the secret is worth nothing.
   */
  async forget() {
    const { origin, kept, fetch } = this.#options;
    /** @type {Promise<undefined>} */
    const late = new Promise((resolve) => setTimeout(resolve, patienceMs));
    const asked = this.user ? this.token().catch(() => undefined) : undefined;
    const token = await Promise.race([asked, late]);
    kept.write(null);
    const ended = { method: 'POST', keepalive: true, token, fetch };
    if (token) requestJson(`${origin}/v1/auth/logout`, ended).catch(() => {});
    this.renew();
    this.#who = {};
  }

  get user() {
    return this.#options.kept.read()?.user ?? null;
  }

  /** Another tab keeps a secret that was never seen here. */
  get isBehind() {
    return (this.#options.kept.read()?.refresh_token ?? this.#known) !== this.#known;
  }

  /** @param {string} name @param {string} [email] both used when the visitor is made */
  introduce(name, email = '') {
    // What is empty is left out of JSON.
    this.#who = { nickname: name.trim() || undefined, email: email.trim() || undefined };
  }

  /**
   * Exchanges what a site signed about this visitor, once, for an identity that this browser keeps.
   * Rejects when the server refuses it; then nothing has changed.
   * @param {string} identity
   */
  async identify(identity) {
    // Who was here before says so, to keep what was said before.
    const known = this.user ? await this.token() : undefined;
    await inTurn(() => this.#begin({ identity }, known));
  }

  /** @param {object} who @param {string} [token] who asks */
  #begin(who, token) {
    return this.#fetch('/v1/chat/session', { ...who, org: this.#options.org || undefined }, token);
  }

  /**
   * A refresh token is good once, so the next one is named and kept before it is asked for: when
   * the answer is lost, it is the one that is good now.
   * @returns {Promise<void>}
   */
  async #ask() {
    const { kept } = this.#options;
    const secret = kept.read();
    if (!secret) return this.#begin(this.#who);
    const { refresh_token, user, later = [] } = secret;
    const chain = [refresh_token, ...later];
    this.#known = refresh_token;
    if (later.length < mostLater) chain.push(createClientId(tokenLength));
    kept.write({ refresh_token, user, later: chain.slice(1) });
    // The newest first: one that was changed already must never be shown again.
    for (let place = later.length; place >= 0; place--) {
      const json = { refresh_token: chain[place], next: chain[place + 1] };
      try {
        return await this.#fetch('/v1/auth/refresh', json);
      } catch (error) {
        if (/** @type {RequestError} */ (error).status !== 401) throw error;
      }
    }
    // The secret is dead. Another tab may have got a new one while we asked.
    if (kept.read()?.refresh_token !== refresh_token) return this.#ask();
    kept.write(null);
    return this.#begin(this.#who);
  }

  /**
   * @param {string} path @param {{ next?: string, org?: string }} json
   * @param {string} [token] who asks
   */
  async #fetch(path, json, token) {
    const { origin, kept, fetch } = this.#options;
    const answer = await requestJson(origin + path, { json, token, fetch });
    if (json.next && !kept.read()) throw new RequestError('You asked to be forgotten.', 0);
    const { token: live, expires_at, refresh_token, user } = /** @type {Tokens} */ (answer);
    kept.write({ refresh_token, user });
    this.#known = refresh_token;
    this.#token = live;
    this.#endsMs = Date.parse(expires_at);
  }
}

/**
 * A signed-in agent's session: the cookie is changed for a socket token.
 * @param {{ origin: string }} options
 * @returns {Session}
 */
export function createStaffSession({ origin }) {
  let live = { token: '', expires_at: '' };
  return {
    token: async () => {
      if (!(Date.parse(live.expires_at) - marginMs > Date.now())) {
        const answer = await requestJson(`${origin}/v1/auth/socket`, { method: 'POST' });
        live = /** @type {Tokens} */ (answer);
      }
      return live.token;
    },
    renew: () => {
      live.expires_at = '';
    },
  };
}
