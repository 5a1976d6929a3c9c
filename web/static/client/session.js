import { requestJson, RequestError } from './requests.js';

/** @typedef {import('./frames.d.ts').Person} Person */
/** @typedef {import('./frames.d.ts').Tokens} Tokens */
/** @typedef {import('./requests.js').Fetch} Fetch */
/**
 * `later`: tokens that were named to follow `refresh_token`, of which no answer came yet.
 * @typedef {{ refresh_token: string, user: Person, later?: string[] }} Secret
 */
/**
 * Tokens for a socket: `token()` gives one that is good for 30 s more, asking when it must;
 * `renew()`
 * forgets it, so that the next one is fresh.
 * @typedef {{ token: () => Promise<string>, renew: () => void }} Session
 */

const marginMs = 30_000;
const mostLater = 5;

/** @param {unknown} value @returns {Secret | null} */
export function acceptSecret(value) {
  const secret = /** @type {Secret | null} */ (value);
  const isSecret = typeof secret?.refresh_token === 'string' && typeof secret.user?.id === 'string';
  if (!isSecret) return null;
  const { refresh_token, user, later } = secret;
  const isList = Array.isArray(later) && later.every((token) => typeof token === 'string');
  return { refresh_token, user, ...(isList ? { later } : {}) };
}

/**
 * Who a visitor is: a secret that the server issued and this browser keeps, changed for tokens of
 * 15
 * minutes when one is needed. Nothing is asked of the server before the first `token()`.
 */
export class VisitorSession {
  #live = noToken();
  #nickname = '';
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

  /** Forgets the visitor: the next `token()` makes a new one without any history. */
  forget() {
    this.renew();
    this.#nickname = '';
    this.#options.kept.write(null);
  }

  get user() {
    return this.#options.kept.read()?.user ?? null;
  }

  /** @param {string} name used when the visitor is made */
  introduce(name) {
    this.#nickname = name.trim();
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
    const nickname = this.#nickname;
    const body = { ...(nickname ? { nickname } : {}), ...(org ? { org } : {}) };
    return this.#fetchTokens('/v1/chat/session', body);
  }

  /**
   * A refresh token is good once, so the next one is named and kept before it is asked for: when
   * the answer is lost, it is the one that is good now.
   * @param {Secret} secret @returns {Promise<string | null>} null when the secret is dead
   */
  async #refresh({ refresh_token, user, later = [] }) {
    const named = later.length < mostLater ? [...later, makeToken()] : later;
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

  /** @param {string} path @param {object} body */
  async #fetchTokens(path, body) {
    const { origin, fetch, kept } = this.#options;
    const answer = /** @type {Tokens} */ (await requestJson(`${origin}${path}`, { body, fetch }));
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

/** 256 random bits, base64url. */
function makeToken() {
  const bits = crypto.getRandomValues(new Uint8Array(32));
  const base64 = btoa(String.fromCodePoint(...bits));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
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
