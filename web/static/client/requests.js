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

const timeoutMs = 15_000;

/**
 * Sends JSON and returns the JSON that comes back. Errors are RFC 9457 problem documents.
 *
 * @param {string} url
 * @param {{ method?: string, body?: unknown, fetch?: typeof globalThis.fetch }} [options]
 * @returns {Promise<any>}
 */
export async function requestJson(url, { method, body, fetch = globalThis.fetch } = {}) {
  let response;
  try {
    response = await fetch(url, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new RequestError('The server cannot be reached.', 0);
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  const seconds = Number(response.headers.get('retry-after'));
  const retryMs = seconds > 0 ? seconds * 1000 : undefined;
  const detail = answer?.detail ?? answer?.title ?? 'The server gave no usable answer.';
  throw new RequestError(detail, response.ok ? 502 : response.status, retryMs);
}
