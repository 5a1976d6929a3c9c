/** A request that failed, in words for the person. `status` is 0 when no answer came at all. */
export class RequestError extends Error {
  /** @param {string} message @param {number} status @param {number} [retryMs] */
  constructor(message, status, retryMs) {
    super(message);
    this.status = status;
    this.retryMs = retryMs;
    /** True when the same request may succeed later. */
    this.passing = !status || status === 429 || status >= 500;
  }
}

/** @typedef {typeof globalThis.fetch} Fetch */
/** @typedef {RequestInit & { json?: object, token?: string, fetch?: Fetch }} Request */

const timeoutMs = 15_000;

/**
 * Sends JSON, or whatever else `fetch` is told, and returns the JSON that comes back. Rejects with
 * a RequestError made from the problem document (RFC 9457) of the answer.
 *
 * @param {string} url
 * @param {Request} [request]
 * @returns {Promise<unknown>}
 */
export async function requestJson(url, request = {}) {
  const { json, token, fetch = globalThis.fetch, ...more } = request;
  const response = await fetch(url, {
    method: json ? 'POST' : 'GET',
    headers: {
      accept: 'application/json',
      ...(json && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(json),
    signal: AbortSignal.timeout(timeoutMs),
    ...more,
  }).catch(() => {
    throw new RequestError('The server cannot be reached.', 0);
  });
  const answer = /** @type {{ detail?: string } | null} */ (
    await response.json().catch(() => null)
  );
  if (response.ok && answer) return answer;
  throw new RequestError(
    answer?.detail ?? 'The server gave no usable answer.',
    response.ok ? 502 : response.status,
    Number(response.headers.get('retry-after')) * 1000 || 0,
  );
}
