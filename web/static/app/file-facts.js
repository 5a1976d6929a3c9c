/**
 * What is known of a file that a message carries. `url` is good until `expires_at`; `local` is an
 * address of what this page sent itself.
 * @typedef {{
 *   name: string, content_type: string, size: number, width?: number, height?: number,
 *   url?: string, expires_at?: string, local?: string,
 * }} Facts
 * @typedef {{ facts: Facts | null, problem: string }} Known
 */

const mostAsked = 4;
const mostKept = 600;
/** An address that ends sooner is asked for anew. */
const spareMs = 5000;

/** Files of messages: asked for when they come on screen, few at a time. */
export class FileFacts {
  #api;
  #onChange;
  /** @type {Map<string, Known>} */
  #known = new Map();
  /** @type {Set<string>} */
  #wanted = new Set();
  #asked = 0;

  /** @param {import('./api.js').Api} api @param {() => void} onChange */
  constructor(api, onChange) {
    this.#api = api;
    this.#onChange = onChange;
  }

  /** What is known of it by now. @param {string} id @returns {Known | undefined} */
  of(id) {
    return this.#known.get(id);
  }

  /** Where its small picture is, as long as that is good. @param {string} id */
  pictureOf(id) {
    const facts = this.#known.get(id)?.facts;
    return facts?.local ?? (isGood(facts) ? facts?.url : undefined);
  }

  /** Somebody looks at it: what is missing is asked for. @param {string} id */
  want(id) {
    const known = this.#known.get(id);
    if (this.#wanted.has(id) || known?.facts?.local || isGood(known?.facts)) return;
    this.#wanted.add(id);
    this.#askNext();
  }

  /** This page has it itself. @param {string} id @param {Facts} facts */
  learn(id, facts) {
    this.#put(id, { facts, problem: '' });
  }

  /**
   * A fresh address of the file itself; rejects with a sentence for people.
   * @param {string} id @returns {Promise<string>}
   */
  async addressOf(id) {
    /** @type {Facts} */
    const { url } = await this.#api.get(`/v1/attachments/${id}`);
    if (!url) throw new Error('This file is not ready yet. Try again in a moment.');
    return url;
  }

  /** Its picture could not be had: it is asked for once more. @param {string} id */
  doubt(id) {
    const facts = this.#known.get(id)?.facts;
    if (!facts) return;
    this.#put(id, { facts: { ...facts, url: undefined, local: undefined }, problem: '' });
    this.want(id);
  }

  #askNext() {
    const [id] = this.#wanted;
    if (id === undefined || this.#asked >= mostAsked) return;
    this.#wanted.delete(id);
    this.#asked += 1;
    void this.#ask(id).then(() => {
      this.#asked -= 1;
      this.#onChange();
      this.#askNext();
    });
    this.#askNext();
  }

  /** @param {string} id */
  async #ask(id) {
    try {
      const query = { variant: 'thumbnail' };
      this.#put(id, {
        facts: await this.#api.get(`/v1/attachments/${id}`, { query }),
        problem: '',
      });
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'It cannot be had just now.';
      this.#put(id, { facts: this.#known.get(id)?.facts ?? null, problem });
    }
  }

  /** @param {string} id @param {Known} known */
  #put(id, known) {
    const before = this.#known.get(id)?.facts?.local;
    if (before && before !== known.facts?.local) URL.revokeObjectURL(before);
    this.#known.delete(id);
    this.#known.set(id, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size <= mostKept || oldest === undefined) return;
    const { local } = this.#known.get(oldest)?.facts ?? {};
    if (local) URL.revokeObjectURL(local);
    this.#known.delete(oldest);
  }
}

/** @param {Facts | null | undefined} facts */
function isGood(facts) {
  if (!facts) return false;
  const isPicture = facts.content_type.startsWith('image/');
  if (!isPicture || !facts.expires_at) return !isPicture;
  return Date.parse(facts.expires_at) - Date.now() > spareMs;
}
