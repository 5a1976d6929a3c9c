/** @typedef {import('./places.js').Level} Level */
/**
 * @typedef {{ id: string, name: string, nick: string | null, level: Level, active: boolean }}
 * Member
 * @typedef {{
 *   id: string, name: string, icon: string | null, active: boolean, meta_tags: string[],
 *   members: string[], super_admin: string, version: number, doc: string,
 * }} Team
 * @typedef {{ team: Team | null, members: Member[], isWhole: boolean, problem: string }} Roster
 */

const maxPages = 20;
const pageSize = 100;
const ranks = { super_admin: 0, admin: 1, member: 2 };
const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** Teams' facts and who is in them, read when they are looked at and again when they changed. */
export class Rosters {
  #api;
  #onChange;
  /** @type {Map<string, Roster>} */
  #rosters = new Map();
  /** @type {Map<string, number>} */
  #runs = new Map();
  /** Everybody whose name was heard. @type {Map<string, string>} */
  #names = new Map();

  /** @param {import('./api.js').Api} api @param {() => void} onChange */
  constructor(api, onChange) {
    this.#api = api;
    this.#onChange = onChange;
  }

  /** What is known of a team; the first question asks the server. @param {string} id */
  of(id) {
    const known = this.#rosters.get(id);
    if (known) return known;
    const roster = { team: null, members: [], isWhole: false, problem: '' };
    this.#rosters.set(id, roster);
    void this.read(id);
    return roster;
  }

  /** Only if it was asked for before. @param {string} id */
  refresh(id) {
    if (this.#rosters.has(id)) void this.read(id);
  }

  /** Teams that were asked for. */
  get known() {
    return [...this.#rosters.keys()];
  }

  /** @param {string} person */
  nameOf(person) {
    return this.#names.get(person);
  }

  /** @param {string} person @param {string} name */
  learn(person, name) {
    this.#names.set(person, name);
  }

  /** Reads it anew; what is held stays until then. @param {string} id */
  async read(id) {
    const run = (this.#runs.get(id) ?? 0) + 1;
    this.#runs.set(id, run);
    const isCurrent = () => this.#runs.get(id) === run && this.#rosters.has(id);
    try {
      /** @type {Team} */
      const team = await this.#api.get(`/v1/teams/${id}`);
      if (!isCurrent()) return;
      this.#put(id, { team });
      await this.#readMembers(id, isCurrent);
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'The team cannot be read.';
      if (isCurrent()) this.#put(id, { problem });
    }
  }

  /** @param {string} id @param {() => boolean} isCurrent */
  async #readMembers(id, isCurrent) {
    /** @type {Member[]} */
    const members = [];
    /** @type {string | null} */
    let cursor = null;
    for (let count = 0; count < maxPages; count += 1) {
      const query = { limit: pageSize, cursor: cursor ?? undefined };
      /** @type {{ data: Member[], page: import('./api.js').PageEnds }} */
      const answer = await this.#api.getPage(`/v1/teams/${id}/members`, { query });
      if (!isCurrent()) return;
      members.push(...answer.data);
      for (const { id: person, name } of answer.data) this.#names.set(person, name);
      cursor = answer.page.next;
      if (cursor === null) break;
    }
    this.#put(id, { members: members.toSorted(compare), isWhole: cursor === null, problem: '' });
  }

  /** @param {string} id @param {Partial<Roster>} change */
  #put(id, change) {
    const before = this.#rosters.get(id);
    if (!before) return;
    this.#rosters.set(id, { ...before, ...change });
    this.#onChange();
  }
}

/** @param {Member} a @param {Member} b */
function compare(a, b) {
  return ranks[a.level] - ranks[b.level] || collator.compare(a.name, b.name);
}
