import { Client } from './client.js';
import { createKeptValue } from './kept-value.js';
import { acceptOutbox, Outbox } from './outbox.js';
import { acceptSecret } from './secret.js';
import { VisitorSession } from './session.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./kept-value.js').OpenStorage} OpenStorage */
/**
 * `origin`: Natter's address, e.g. `https://chat.example.com`. `keepAs` and `storages`: under which
 * name and where what is written is kept until it is stored; in memory when there is no storage.
 * @typedef {{
 *   origin: string, keepAs?: string, storages?: OpenStorage[],
 *   WebSocket?: typeof globalThis.WebSocket, random?: () => number,
 * }} ClientOptions
 */

/**
 * A client for whoever `session` gets tokens for; `connect` opens its connection.
 * @param {ClientOptions & { session: Session }} options
 */
export function openClient({ origin, keepAs = 'natter.outbox', storages = [], ...options }) {
  const kept = createKeptValue({ key: keepAs, accept: acceptOutbox, storages });
  const url = `${origin.replace(/^http/, 'ws')}/ws`;
  return new Client({ ...options, url, outbox: new Outbox(kept, options.random) });
}

/**
 * A client for a visitor: a new one, unless `storages` hold the secret of one who was here before.
 * @param {ClientOptions & { nickname?: string, org?: string }} options
 */
export function openVisitor({ nickname = '', org, ...options }) {
  const { origin, storages = [] } = options;
  const kept = createKeptValue({ key: 'natter.visitor', accept: acceptSecret, storages });
  const session = new VisitorSession({ origin, kept, org });
  session.introduce(nickname);
  return openClient({ ...options, session });
}
