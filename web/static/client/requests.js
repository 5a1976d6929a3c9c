/** A request that failed, in words for the person. `status` is 0 when no answer came at all. */
export class RequestError extends Error {
  /**
   * @param {string} message
   * @param {number} status
   * @param {number} [retryMs]
   */
  constructor(message, status, retryMs) {
    super(message);
    this.name = 'RequestError';
    this.status = status;
    this.retryMs = retryMs;
  }

  /** True when the same request may succeed later. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** @typedef {typeof globalThis.fetch} Fetch */
/** @typedef {{ method?: string, body?: unknown, token?: string, fetch?: Fetch }} Request */

const timeoutMs = 15_000;

/**
 * Sends JSON, or what a form would send, and returns the JSON that comes back. Rejects with a
 * RequestError made from the
 * problem
 * document (RFC 9457) of the answer.
 *
 * @param {string} url
 * @param {Request} [request]
 * @returns {Promise<unknown>}
 */
export async function requestJson(url, request = {}) {
  const { method, body, token, fetch = globalThis.fetch } = request;
  const isForm = body instanceof URLSearchParams;
  const response = await send(fetch, url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      accept: 'application/json',
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    credentials: 'same-origin',
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  });
  /** @type {unknown} */
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  throw toError(response, /** @type {{ detail?: unknown, title?: unknown } | null} */ (answer));
}

/** @param {Fetch} fetch @param {string} url @param {RequestInit} init */
async function send(fetch, url, init) {
  try {
    return await fetch(url, init);
  } catch {
    throw new RequestError('The server cannot be reached.', 0);
  }
}

/** @param {Response} response @param {{ detail?: unknown, title?: unknown } | null} problem */
function toError(response, problem) {
  const seconds = Number(response.headers.get('retry-after'));
  const text = problem?.detail ?? problem?.title;
  return new RequestError(
    typeof text === 'string' ? text : 'The server gave no usable answer.',
    response.ok ? 502 : response.status,
    seconds > 0 ? seconds * 1000 : undefined,
  );
}
