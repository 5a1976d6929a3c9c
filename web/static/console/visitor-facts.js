import { requestJson } from '../client/requests.js';

/** @typedef {import('../client/frames.d.ts').Conversation} Conversation */
/**
 * @typedef {import('../../../internal/contract/desks.ts').VisitorFacts & { readAt: number }}
 * VisitorFacts
 */

const freshMs = 30_000;

/**
 * What the server knows of a visitor: asked when somebody looks, again when the conversation went
 * on to another owner, and now and then.
 * @param {() => void} onChange
 */
export function createVisitorFacts(onChange) {
  /** @type {Map<string, VisitorFacts>} */
  const known = new Map();
  /**
   * When each was asked for, and as of which epoch.
   * @type {Map<string, { epoch: number, atMs: number }>}
   */
  const asked = new Map();

  /** @param {string} channelId */
  async function ask(channelId) {
    try {
      const answer = await requestJson(`/agent/visitors/${channelId}`);
      const { visitor } = /** @type {{ visitor: VisitorFacts }} */ (answer);
      known.set(channelId, { ...visitor, readAt: Date.now() });
      onChange();
    } catch {
      // What is known stays; the next look asks again.
    }
  }

  return {
    /** What is known by now. @param {Conversation} conversation @returns {VisitorFacts | null} */
    of: ({ channel_id, epoch }) => {
      const nowMs = performance.now();
      const last = asked.get(channel_id);
      const isFresh = last && last.epoch === epoch && nowMs - last.atMs < freshMs;
      if (!isFresh && !document.hidden) {
        asked.set(channel_id, { epoch, atMs: nowMs });
        void ask(channel_id);
      }
      return known.get(channel_id) ?? null;
    },
    /** @param {string} channelId */
    peek: (channelId) => known.get(channelId) ?? null,
  };
}
