import { keyOf } from './address.js';

/** @typedef {import('./frames.d.ts').PresenceFrame} PresenceFrame */
/** @typedef {import('./frames.d.ts').PresenceState} PresenceState */
/**
 * `sinceMs`: when this client saw it become so, in milliseconds since 1970; null: it was so
 * before.
 * @typedef {{ state: PresenceState, sinceMs: number | null }} Shown
 */

/** @typedef {{ people: Map<string, Shown>, isComplete: boolean }} Channel */

/**
 * Who is in the channels, as far as the server has said. What was known outlives a lost connection:
 * a relay that has just started does not know who is on the way back to it, and says nothing of
 * them.
 */
export function createPresence() {
  /** @type {Map<string, Channel>} */
  const channels = new Map();
  /** In channels of many. @type {Map<string, { online: number, away: number }>} */
  const numbers = new Map();

  /** @param {string} channelId */
  function enter(channelId) {
    /** @type {Channel} */
    const known = channels.get(channelId) ?? { people: new Map(), isComplete: false };
    channels.set(channelId, known);
    return known;
  }

  /**
   * @param {Map<string, Shown>} people @param {string} id @param {PresenceState} state
   * @param {number | null} nowMs null: nobody knows when
   */
  function set(people, id, state, nowMs) {
    const before = people.get(id);
    if (before?.state === state) return;
    const isNews = before !== undefined || state === 'offline';
    people.set(id, { state, sinceMs: isNews ? nowMs : null });
  }

  return {
    /** @param {PresenceFrame} frame @param {number} [nowMs] */
    receive(frame, nowMs = Date.now()) {
      const channel_id = keyOf(frame);
      if ('online' in frame) {
        channels.delete(channel_id);
        numbers.set(channel_id, { online: frame.online, away: frame.away });
        return;
      }
      numbers.delete(channel_id);
      const known = enter(channel_id);
      for (const { id, state } of frame.people) set(known.people, id, state, nowMs);
      if (!frame.complete) return;
      known.isComplete = true;
      const there = new Set(frame.people.map(({ id }) => id));
      for (const id of known.people.keys()) {
        if (!there.has(id)) set(known.people, id, 'offline', null);
      }
    },

    /**
     * How somebody stands in a channel; null while nobody has said.
     * @param {string} channelId @param {string} person @returns {Shown | null}
     */
    of(channelId, person) {
      const known = channels.get(channelId);
      if (!known) return null;
      const nobody = known.isComplete ? { state: 'offline', sinceMs: null } : null;
      return known.people.get(person) ?? /** @type {Shown | null} */ (nobody);
    },

    /** How many are in a channel of many; null in one whose people are named. */
    numbersIn: (/** @type {string} */ channelId) => numbers.get(channelId) ?? null,

    /** The channel is not live any more. @param {string} channelId */
    forget(channelId) {
      channels.delete(channelId);
      numbers.delete(channelId);
    },

    forgetAll() {
      channels.clear();
      numbers.clear();
    },

    /** Whoever is not known now may be there by the time the connection is back. */
    disconnected() {
      for (const known of channels.values()) known.isComplete = false;
    },
  };
}

/** @typedef {ReturnType<typeof createPresence>} Presence */
