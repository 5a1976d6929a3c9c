import { nearTo } from '../parts/near.js';

/**
 * Where a file may be put, until when, and how.
 * @typedef {{ method: string, url: string, headers: Record<string, string>, expires_at: string }}
 * Signed
 */

/** Nothing moved for so long: there is nobody at the other end any more. */
const stallMs = 30_000;

/**
 * Puts a file straight into the store; resolves when all of it is there. Rejects with a sentence
 * for people.
 * @param {Signed} signed @param {Blob} file
 * @param {{ signal: AbortSignal, onProgress: (part: number) => void }} options `part`: 0 to 1
 * @returns {Promise<void>}
 */
export function putFile({ method, url, headers }, file, { signal, onProgress }) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const request = new XMLHttpRequest();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let stall;
  const stir = () => {
    clearTimeout(stall);
    stall = setTimeout(() => {
      reject(new Error('Nothing moved for half a minute. Try again.'));
      request.abort();
    }, stallMs);
  };
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    stir();
    if (total > 0) onProgress(loaded / total);
  });
  request.addEventListener('load', () => {
    const isThere = request.status >= 200 && request.status < 300;
    if (isThere) resolve(undefined);
    else reject(new Error(sentenceOf(request.status)));
  });
  const broken = 'The connection broke off on the way. Try again when you are online.';
  request.addEventListener('error', () => reject(new Error(broken)));
  request.addEventListener('abort', () => reject(new Error('The upload was ended.')));
  signal.addEventListener('abort', () => request.abort());
  request.open(method, nearTo(url, location));
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  stir();
  request.send(file);
  return promise.finally(() => clearTimeout(stall));
}

/** @param {number} status */
function sentenceOf(status) {
  if (status === 403 || status === 404) return 'It took too long to begin. Try again.';
  if (status === 408) return 'The upload broke off. Try again.';
  if (status === 413) return 'The file changed while it was on its way. Try again.';
  if (status >= 500) return 'The store for files cannot be reached just now. Try again.';
  return 'The store did not take the file. Try again.';
}
