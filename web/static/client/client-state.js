import { createPasts } from './pasts.js';
import { createPresence } from './presence.js';

/** @typedef {import('./frames.d.ts').Connection} Connection */
/** @typedef {import('./frames.d.ts').Person} Person */
/** @typedef {import('./frames.d.ts').Waiting} Waiting */
/** @typedef {import('./outbox.js').Outbox} Outbox */
/** @typedef {import('./room.js').Room} Room */

/**
 * What a frame makes the client do.
 * @typedef {{
 *   tell: (event: import('./frames.d.ts').ClientEvent) => void,
 *   open: (room: Room, after: number) => void,
 *   flush: () => void,
 *   fillLater: (waitMs: number) => void,
 * }} Effects
 */

/** Everything a page knows about its connection. @param {Outbox} outbox */
export function createClientState(outbox) {
  return {
    /** @type {Connection} */
    connection: { phase: 'connecting' },
    /** @type {Person | null} */
    user: null,
    /** By which others mention me, where the page knows it. @type {string | null} */
    nick: null,
    store: '',
    caughtUp: false,
    /** Null until the server said. @type {boolean | null} */
    agentsOnline: null,
    /** For visitors, while it is closed: the next opening. @type {string | null} */
    nextOpening: null,
    /** For visitors: the agent sees what is typed; they are told so. */
    typingPreview: false,
    /** For agents: they take visitors; the server says when another tab switched it. */
    online: false,
    /**
     * For agents: whether they are on a break and why; null until the server said.
     * @type {{ paused: boolean, reason: string, dnd: boolean } | null}
     */
    desk: null,
    /**
     * Automations that were said to run or not since this page opened.
     * @type {Map<string, boolean>}
     */
    running: new Map(),
    /** @type {Map<string, Room>} */
    rooms: new Map(),
    /** For agents: the waiting list. @type {Map<string, Waiting>} */
    waiting: new Map(),
    /** Who is online, away or offline, in each channel. */
    presence: createPresence(),
    /** What is read of logs beside what is kept of them. */
    pasts: createPasts(),
    outbox,
  };
}

/** @typedef {ReturnType<typeof createClientState>} ClientState */
