import { requestJson, RequestError } from './requests.js';

/** @typedef {import('./frames.d.ts').Person} User */
/** @typedef {import('./kept-value.js').KeptValue} KeptValue */
/** @typedef {{ token(): Promise<string>, renew(): void, user(): User | null }} Session */

const marginMs = 30_000;

/**
 * Who a visitor is: a secret that the server issued and this browser keeps, changed for tokens of 15
 * minutes when one is needed. Nothing is asked of the server before the first `token()`.
 *
 * @param {{ origin: string, kept: KeptValue, org?: string, fetch?: typeof globalThis.fetch,
 *   now?: () => number, locks?: LockManager }} options
 */
export function createVisitorSession({
  origin,
  kept,
  org,
  fetch,
  now = Date.now,
  locks = globalThis.navigator?.locks,
}) {
  let live = noToken();
  let nickname = '';
  /** @type {Promise<string> | null} */
  let asking = null;

  /** @param {any} answer */
  function keep(answer) {
    kept.write({ refresh_token: answer.refresh_token, user: answer.user });
    live = { token: answer.token, expiresMs: Date.parse(answer.expires_at) };
    return live.token;
  }

  async function ask() {
    const secret = kept.read()?.refresh_token;
    if (typeof secret === 'string') {
      try {
        return keep(
          await requestJson(`${origin}/v1/auth/refresh`, {
            body: { refresh_token: secret },
            fetch,
          }),
        );
      } catch (error) {
        if (!(error instanceof RequestError) || error.status !== 401) throw error;
        // The secret is dead. Another tab may have got a new one while we asked.
        if (kept.read()?.refresh_token === secret) kept.write(null);
        else return ask();
      }
    }
    const body = { ...(nickname ? { nickname } : {}), ...(org ? { org } : {}) };
    return keep(await requestJson(`${origin}/v1/chat/session`, { body, fetch }));
  }

  return {
    /** A token that is valid for at least 30 s more. Rejects with a RequestError. */
    async token() {
      if (live.token && live.expiresMs - marginMs > now()) return live.token;
      // One tab at a time: two tabs opened together must become one visitor, not two.
      asking ??= underLock(locks, ask).finally(() => (asking = null));
      return asking;
    },

    /** Forgets the token, not the secret: the next `token()` asks for a fresh one. */
    renew() {
      live = noToken();
    },

    /** Forgets the visitor: the next `token()` makes a new one without any history. */
    forget() {
      live = noToken();
      nickname = '';
      kept.write(null);
    },

    /** @returns {User | null} */
    user() {
      return kept.read()?.user ?? null;
    },

    /** True when this browser already has a visitor's secret. */
    known() {
      return typeof kept.read()?.refresh_token === 'string';
    },

    /** @param {string} name used when the visitor is made */
    introduce(name) {
      nickname = name.trim();
    },
  };
}

function noToken() {
  return { token: '', expiresMs: 0 };
}

/**
 * @template T
 * @param {LockManager | undefined} locks
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function underLock(locks, work) {
  return locks ? locks.request('natter.visitor', work) : work();
}

/**
 * A signed-in agent's session: the cookie is changed for a socket token.
 *
 * @param {{ origin: string, fetch?: typeof globalThis.fetch, now?: () => number }} options
 */
export function createStaffSession({ origin, fetch, now = Date.now }) {
  let live = noToken();
  /** @type {User | null} */
  let user = null;
  return {
    async token() {
      if (live.token && live.expiresMs - marginMs > now()) return live.token;
      const answer = await requestJson(`${origin}/v1/auth/socket`, { method: 'POST', fetch });
      live = { token: answer.token, expiresMs: Date.parse(answer.expires_at) };
      user = answer.user ?? user;
      return live.token;
    },
    renew() {
      live = noToken();
    },
    user: () => user,
  };
}
