import { createKeptValue, lasting, ofThisTab } from '../client/kept-value.js';
import { openClient } from '../client/open-client.js';
import { acceptSecret, VisitorSession } from '../client/session.js';
import { acceptChoice } from './choice.js';

/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('./choice.js').Choice} Choice */
/** @typedef {'returning' | 'welcome' | 'starting' | 'talking' | 'closed'} Mode */

/** What a visitor wrote outlives the tab: the next page they open sends it. */
const storages = [lasting, ofThisTab];

/**
 * The visitor's side: which conversation is on screen and how one begins. Nothing is asked of the
 * server for a visitor who only looks.
 */
export class Chat {
  #kept = createKeptValue({ key: 'natter.visitor', accept: acceptSecret });
  #wish = createKeptValue({ key: 'natter.wish', accept: acceptChoice });
  #outbox;
  /** A closed conversation that was put away. */
  #aside = '';
  #isAsked = false;
  /** The server has said which conversations there are. */
  #isMet = false;

  /** @param {{ origin: string, org: string }} options */
  constructor({ origin, org }) {
    this.session = new VisitorSession({ origin, kept: this.#kept, org });
    this.client = openClient({ origin, session: this.session, storages });
    this.#outbox = this.client.state.outbox;
    this.client.listen((event) => {
      if (event.type === 'welcome') this.#isAsked = false;
      if (event.type === 'caught_up') this.#meet();
      if (event.type === 'refused' && event.error.of === 'start') {
        this.#askAgain(event.error.retry_ms);
      }
    });
    this.#kept.onElsewhere(() => this.#followOtherTab());
  }

  /**
   * The conversation on screen: the open one, else the latest closed one.
   * @returns {Room | undefined}
   */
  get room() {
    const rooms = [...this.client.state.rooms.values()];
    const shown = rooms.filter(({ channel }) => channel.id !== this.#aside);
    return shown.findLast(isOpen) ?? shown.at(-1);
  }

  /** @returns {Mode} */
  get mode() {
    const { room } = this;
    if (room) return isOpen(room) ? 'talking' : 'closed';
    if (this.#outbox.of(null).length > 0) return 'starting';
    return this.isKnown && !this.#isMet ? 'returning' : 'welcome';
  }

  /** This browser has talked before. */
  get isKnown() {
    return this.session.user !== null;
  }

  /** Whom the visitor chose. */
  get wish() {
    return this.#wish.read();
  }

  /** @param {Choice} choice */
  choose(choice) {
    this.#wish.write(choice);
    if (this.client.state.caughtUp) this.#start();
  }

  /** Connects when this browser has talked before or wrote something that is not sent yet. */
  resume() {
    if (this.isKnown || this.#outbox.all.length > 0) this.client.connect();
  }

  /** @param {string} text @param {string} nickname used when this is the first word ever */
  write(text, nickname) {
    const { room, client } = this;
    if (room && isOpen(room)) return client.send(room.channel.id, text);
    if (!this.isKnown) this.session.introduce(nickname);
    client.send(null, text);
    client.connect();
    if (client.state.caughtUp) this.#start();
  }

  /** Puts a closed conversation away and shows the greeting. */
  startAgain() {
    this.#aside = this.room?.channel.id ?? '';
    this.#isAsked = false;
  }

  /** Forgets the visitor, what they wrote and their conversations on this device. */
  forget() {
    this.client.stop('You asked to be forgotten.');
    this.session.forget();
    this.#outbox.clear();
    this.#wish.write(null);
  }

  /** After the channels are known: an open conversation takes what was written before. */
  #meet() {
    this.#isMet = true;
    const { room } = this;
    if (room && isOpen(room)) {
      this.#outbox.assign(room.channel.id);
      this.client.flush();
    } else this.#start();
  }

  /**
   * Asks for the conversation that what was written waits for; who writes before the choices are on
   * screen gets the one that is chosen there first.
   */
  #start() {
    const { wish } = this;
    if (!wish || this.#isAsked || this.#outbox.of(null).length === 0) return;
    this.#isAsked = this.client.start(wish.name);
  }

  /** @param {number | undefined} waitMs undefined: it will not be granted by asking again */
  #askAgain(waitMs) {
    this.#isAsked = waitMs !== undefined;
    if (waitMs === undefined) return;
    setTimeout(() => {
      this.#isAsked = false;
      if (this.client.state.caughtUp) this.#start();
    }, waitMs);
  }

  #followOtherTab() {
    const { client, session } = this;
    const before = client.state.user?.id ?? null;
    const now = session.user?.id ?? null;
    if (now === before) return;
    if (now === null) return client.stop('This device was asked to forget you in another tab.');
    session.renew();
    if (before === null) client.connect();
    else client.restart();
  }
}

/** @param {Room} room */
function isOpen(room) {
  return room.conversation?.state !== 'closed';
}
