const scheme = 'attachment:';
const mostKept = 600;

/** Pictures of teams: those that were uploaded are fetched when they are drawn, and kept. */
export class Icons {
  #api;
  /** @type {Map<string, Promise<string>>} */
  #addresses = new Map();

  /** @param {import('./api.js').Api} api */
  constructor(api) {
    this.#api = api;
  }

  /**
   * Where a picture can be had in this page; rejects when it cannot.
   * @param {string} icon an https address, or `attachment:` and an id
   * @returns {Promise<string>}
   */
  addressOf(icon) {
    if (!icon.startsWith(scheme)) return Promise.resolve(icon);
    const known = this.#addresses.get(icon);
    if (known) return known;
    const asked = this.#fetch(icon.slice(scheme.length));
    this.#addresses.set(icon, asked);
    asked.catch(() => this.#addresses.delete(icon));
    const [oldest] = this.#addresses.keys();
    if (this.#addresses.size > mostKept && oldest) this.#addresses.delete(oldest);
    return asked;
  }

  /** The signed address ends within a minute; what it leads to stays. @param {string} id */
  async #fetch(id) {
    const path = `/v1/attachments/${id}`;
    /** @type {{ url?: string }} */
    const small = await this.#api.get(path, { query: { variant: 'thumbnail' } });
    /** @type {{ url?: string }} */
    const whole = small.url ? small : await this.#api.get(path);
    const { url } = whole;
    if (!url) throw new Error('The picture is not ready.');
    const answer = await fetch(url, { credentials: 'omit' });
    if (!answer.ok) throw new Error('The picture cannot be had.');
    return URL.createObjectURL(await answer.blob());
  }
}
