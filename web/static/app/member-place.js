import { createKeptValue, ofThisTab } from '../client/kept-value.js';
import { findNotes } from '../client/notes-room.js';
import { openClient } from '../client/open-client.js';
import { createRoom } from '../client/room.js';
import { createStaffSession } from '../client/session.js';
import { addressOf, desk, keyOf, readAddress } from './addresses.js';
import { Api } from './api.js';
import { Icons } from './icons.js';
import { listPlaces, placeOf } from './places.js';
import { Rosters } from './rosters.js';
import { Story } from './story.js';

/** @typedef {import('./addresses.js').Target} Target */
/** @typedef {import('./places.js').Place} Place */

/** Stretches of logs that are kept while another one is on screen. */
const mostStories = 6;

/** The member's side: where they are, and what is held of it. */
export class MemberPlace {
  /** @type {Target} */
  target;
  /** Grows when something was pinned or unpinned where one is. */
  pinsChanged = 0;
  /** Grows when a file came. */
  filesChanged = 0;
  /** @type {Map<string, Story>} */
  #stories = new Map();
  #last = createKeptValue({ key: 'natter.app.last', accept: acceptPath });
  /** @type {import('../client/room.js').Room | null} */
  #thread = null;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {{ origin: string }} options */
  constructor({ origin }) {
    const session = createStaffSession({ origin });
    this.api = new Api({ origin, session });
    // Not beyond this tab: others may work at the same machine.
    this.client = openClient({
      origin,
      session,
      keepAs: 'natter.app.outbox',
      storages: [ofThisTab],
    });
    this.icons = new Icons(this.api);
    this.rosters = new Rosters(this.api, () => this.tell());
    this.target = readAddress(location.pathname);
  }

  /** @param {() => void} listener called when anything changed that a screen may show */
  listen(listener) {
    this.#listeners.add(listener);
  }

  tell() {
    for (const listener of this.#listeners) listener();
  }

  get me() {
    return this.client.state.user?.id ?? '';
  }

  /** @returns {Place[]} */
  get places() {
    return listPlaces(this.client.state.rooms, this.client.state.user);
  }

  /** Visitors' conversations that one was brought into. @returns {Place[]} */
  get helps() {
    const { rooms, user } = this.client.state;
    const conversations = [...rooms.values()].filter(
      ({ joined, channel }) => joined && channel.kind === 'conversation',
    );
    return conversations.flatMap((room) => {
      const place = placeOf(room, user);
      return place?.kind === 'help' && place.isActive ? [place] : [];
    });
  }

  /** The private notes beside one of them. @param {string} channelId */
  notesOf(channelId) {
    return findNotes(this.client.state.rooms, channelId);
  }

  /** What one helped in and is out of goes, but for what is on screen. */
  forgetHelped() {
    const { rooms, user } = this.client.state;
    for (const room of rooms.values()) {
      if (room.joined || room.key === this.key || placeOf(room, user)?.kind !== 'help') continue;
      rooms.delete(room.key);
      this.#stories.delete(room.key);
    }
  }

  /** What the client keeps the channel on screen by; empty when there is none. */
  get key() {
    const { target } = this;
    return target.team === desk ? (this.deskRoom?.channel.id ?? '') : keyOf(target);
  }

  get room() {
    return this.client.state.rooms.get(this.key) ?? this.#newThread();
  }

  /** @returns {Place | null} */
  get here() {
    const { room } = this;
    if (!room) return null;
    const team = this.client.state.rooms.get(room.channel.id)?.channel;
    const names = new Map(team ? [[room.channel.id, team.team?.name ?? '']] : []);
    const place = placeOf(room, this.client.state.user, names);
    return place?.kind === 'direct' ? this.#judgeThread(place) : place;
  }

  /** One writes to somebody of the same team while it is on. @param {Place} place */
  #judgeThread(place) {
    const team = this.client.state.rooms.get(place.team);
    const isOn = team?.channel.team?.active ?? true;
    const members = team?.joined ? this.rosters.of(place.team).team?.members : [];
    const isApart = members !== undefined && !members.includes(place.person);
    return { ...place, isApart, isActive: isOn && !isApart };
  }

  /** Somebody of a team who was not written to yet: the first line makes the thread. */
  #newThread() {
    const { team, person } = this.target;
    const room = this.client.state.rooms.get(team);
    if (!person || person === this.me || !room?.joined) return undefined;
    const name = this.rosters.nameOf(person) ?? '';
    if (!name) this.rosters.of(team);
    if (this.#thread?.key === this.key && this.#thread.channel.name === name) return this.#thread;
    const channel = { id: team, to: person, kind: /** @type {const} */ ('direct'), name };
    this.#thread = createRoom({ ...channel, head: 0, seen: 0, conversation: null });
    return this.#thread;
  }

  /** My latest conversation with the desk. */
  get deskRoom() {
    const rooms = [...this.client.state.rooms.values()];
    return rooms.findLast(({ conversation }) => conversation?.visitor.id === this.me);
  }

  /** Where this browser was last. */
  get last() {
    return this.#last.read() ?? '/app';
  }

  /**
   * Goes somewhere; the address follows.
   * @param {Partial<Target>} target @param {{ isBack?: boolean }} [how] `isBack`: by the browser
   */
  go({ team = '', person = '', seq = 0 }, { isBack = false } = {}) {
    this.target = { team, person, seq };
    const path = addressOf(this.target);
    if (!isBack && path !== location.pathname) history.pushState(null, '', path);
    if (team) this.#last.write(addressOf({ team, person }));
    this.tell();
  }

  /** The stretch that is read of a channel. @param {string} key */
  storyOf(key) {
    const known = this.#stories.get(key);
    const story = known ?? new Story((after, before) => this.client.read(key, after, before));
    this.#stories.delete(key);
    this.#stories.set(key, story);
    const oldest = this.#stories.keys().next().value;
    if (this.#stories.size > mostStories && oldest) this.#stories.delete(oldest);
    return story;
  }

  /** Another store, another person: nothing that is held counts any more. */
  forget() {
    this.#stories.clear();
  }

  /** The tags of a team, once they are known. @param {string} team */
  tagsOf(team) {
    return this.rosters.of(team).team?.meta_tags ?? [];
  }

  /** The name by which a person of a team is known. @param {string} person */
  nameOf(person) {
    return this.rosters.nameOf(person) ?? 'somebody';
  }
}

/** @param {unknown} value */
const acceptPath = (value) =>
  typeof value === 'string' && value.startsWith('/app') ? value : null;
