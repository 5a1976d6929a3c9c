import { RequestError } from '../client/requests.js';

/** @typedef {import('../client/session.js').Session} Session */
/** @typedef {typeof globalThis.fetch} Fetch */
/**
 * `errors`: what is wrong with each part of what was sent, `path` such as `name` or `meta_tags.0`.
 * @typedef {{ code?: string, detail?: string, title?: string, retry_ms?: number,
 *   errors?: { path: string, message: string }[] }} Problem
 */
/** @typedef {{ next: string | null, prev: string | null }} PageEnds */
/** @typedef {{ data: unknown, page?: PageEnds }} Answer nothing is in `data` after 204 */
/** @typedef {{ query?: Record<string, string | number | undefined>, version?: number }} Options */

const timeoutMs = 15_000;
const maxTries = 3;
const usualWaitMs = 600;

/** An answer that was a refusal, in words for the person. */
export class ApiError extends RequestError {
  /** @param {number} status @param {Problem} problem @param {number} [retryMs] */
  constructor(status, problem, retryMs) {
    super(sentenceOf(status, problem), status, retryMs);
    this.name = 'ApiError';
    this.code = problem.code ?? '';
    this.errors = problem.errors ?? [];
  }
}

/**
 * `/v1` with the token of who is signed in. Reading is tried again when it may help; making carries
 * a key, so that doing it again does it once. Everything rejects with a RequestError.
 */
export class Api {
  #origin;
  #session;
  #fetch;

  /** @param {{ origin: string, session: Session, fetch?: Fetch }} options */
  constructor({ origin, session, fetch = (...what) => globalThis.fetch(...what) }) {
    this.#origin = origin;
    this.#session = session;
    this.#fetch = fetch;
  }

  /** @template T @param {string} path @param {Options} [options] @returns {Promise<T>} */
  async get(path, options) {
    return /** @type {T} */ ((await this.#read(path, options)).data);
  }

  /**
   * @template T @param {string} path @param {Options} [options]
   * @returns {Promise<{ data: T, page: PageEnds }>}
   */
  async getPage(path, options) {
    const { data, page = { next: null, prev: null } } = await this.#read(path, options);
    return { data: /** @type {T} */ (data), page };
  }

  /**
   * Makes something, once.
   * @template T @param {string} path @param {unknown} body @returns {Promise<T>}
   */
  async create(path, body) {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const answer = await this.#try(() => this.#ask('POST', path, { headers, body }));
    return /** @type {T} */ (answer.data);
  }

  /**
   * @template T @param {'POST' | 'PUT' | 'PATCH' | 'DELETE'} method @param {string} path
   * @param {{ body?: unknown, version?: number }} [options] `version`: only if it still is that one
   * @returns {Promise<T>}
   */
  async change(method, path, { body, version } = {}) {
    /** @type {Record<string, string>} */
    const headers = version === undefined ? {} : { 'if-match': `"${version}"` };
    return /** @type {T} */ ((await this.#ask(method, path, { headers, body })).data);
  }

  /** @param {string} path @param {Options} [options] */
  #read(path, { query = {} } = {}) {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') search.set(name, String(value));
    }
    const full = search.size > 0 ? `${path}?${search}` : path;
    return this.#try(() => this.#ask('GET', full, {}));
  }

  /** @template T @param {() => Promise<T>} ask @returns {Promise<T>} */
  async #try(ask) {
    for (let tried = 1; ; tried += 1) {
      try {
        return await ask();
      } catch (error) {
        const isPassing = error instanceof RequestError && error.passing && tried < maxTries;
        if (!isPassing) throw error;
        const waitMs = error.retryMs ?? usualWaitMs * tried;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  /**
   * @param {string} method @param {string} path
   * @param {{ headers?: Record<string, string>, body?: unknown }} what
   * @returns {Promise<Answer>}
   */
  async #ask(method, path, what) {
    const first = await this.#send(method, path, what);
    if (first.status !== 401) return readAnswer(first);
    this.#session.renew();
    return readAnswer(await this.#send(method, path, what));
  }

  /**
   * @param {string} method @param {string} path
   * @param {{ headers?: Record<string, string>, body?: unknown }} what
   */
  async #send(method, path, { headers = {}, body }) {
    const token = await this.#session.token();
    const type = { 'content-type': 'application/json' };
    return this.#reach(`${this.#origin}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : type),
        ...headers,
      },
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** @param {string} url @param {RequestInit} init */
  async #reach(url, init) {
    try {
      return await this.#fetch(url, init);
    } catch {
      throw new RequestError('The server cannot be reached. Nothing was changed.', 0);
    }
  }
}

/** @param {Response} response @returns {Promise<Answer>} */
async function readAnswer(response) {
  if (response.status === 204) return { data: null };
  /** @type {unknown} */
  const said = await response.json().catch(() => null);
  if (response.ok && said !== null) return /** @type {Answer} */ (said);
  throw toError(response, /** @type {Problem | null} */ (said));
}

/** @param {Response} response @param {Problem | null} problem */
function toError(response, problem) {
  const seconds = Number(response.headers.get('retry-after'));
  const retryMs = problem?.retry_ms ?? (seconds > 0 ? seconds * 1000 : undefined);
  return new ApiError(response.ok ? 502 : response.status, problem ?? {}, retryMs);
}

/** @param {number} status @param {Problem} problem */
function sentenceOf(status, { detail, title, errors = [] }) {
  if (status === 401) return 'You are signed out. Sign in again.';
  if (status === 429) return 'That was too fast. Wait a moment, then try again.';
  return detail ?? errors[0]?.message ?? title ?? 'The server gave no usable answer.';
}
