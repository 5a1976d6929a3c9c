import { createKeptValue, lasting, ofThisTab } from '../client/kept-value.js';
import { acceptOutbox, Outbox } from '../client/outbox.js';
import { acceptSecret } from '../client/secret.js';
import { VisitorSession } from '../client/session.js';
import { VisitorClient } from '../client/visitor-client.js';
import { pageLanguage } from '../parts/say.js';
import { acceptChoice } from './choice.js';

/** @typedef {import('../client/visitor-room.js').VisitorRoom} Room */
/** @typedef {import('./choice.js').Choice} Choice */
/** What the server says to whom it asks for an address. */
const wantsEmail = 'Leave an e-mail address to chat here.';

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
  /** The closed conversation that was put away last, with those before it. */
  #aside = '';
  #isAsked = false;
  /** As whom this tab was to go on before the server said welcome. */
  #followed = '';
  /** The server has said which conversations there are. */
  #isMet = false;
  #email = '';
  #lacksEmail = false;
  /** Whom they chose answers here no more. */
  #lacksBot = false;

  /** @param {{ origin: string, org: string, who: string }} options `who` may chat */
  constructor({ origin, org, who }) {
    this.origin = origin;
    this.who = who;
    this.session = new VisitorSession({ origin, kept: this.#kept, org });
    const kept = createKeptValue({ key: 'natter.outbox', accept: acceptOutbox, storages });
    this.#outbox = new Outbox(kept);
    this.client = new VisitorClient({
      url: `${origin.replace(/^http/, 'ws')}/ws`,
      session: this.session,
      outbox: this.#outbox,
    });
    this.client.listen((event) => {
      if (event.type === 'welcome') {
        this.#isAsked = false;
        this.#followed = '';
      }
      if (event.type === 'connection' && event.connection.phase === 'stopped') this.#follow();
      if (event.type === 'caught_up') this.#meet();
      if (event.type === 'refused' && event.error.of === 'start') {
        this.#lacksEmail = event.error.message === wantsEmail;
        this.#lacksBot = event.error.code === 'not_found';
        this.#askAgain(event.error.retry_ms);
      }
    });
    this.#kept.onElsewhere(() => {
      if (!this.isKnown && this.client.state.user) {
        this.client.stop('This device was asked to forget you in another tab.');
      }
      this.#follow();
    });
  }

  /**
   * The conversation on screen: the open one, else the latest closed one.
   * @returns {Room | undefined}
   */
  get room() {
    const rooms = [...this.client.state.rooms.values()];
    const aside = rooms.findIndex(({ channel }) => channel.id === this.#aside);
    return rooms.findLast(isOpen) ?? rooms.slice(aside + 1).at(-1);
  }

  /** @returns {Mode} */
  get mode() {
    const { room } = this;
    if (room) return isOpen(room) ? 'talking' : 'closed';
    if (this.#outbox.of(null).length > 0 && !this.#lacksBot) return 'starting';
    return this.isKnown && !this.#isMet ? 'returning' : 'welcome';
  }

  /** This browser has talked before. */
  get isKnown() {
    return this.session.user !== null;
  }

  /** The settings ask for an address that nobody has left yet. */
  get needsEmail() {
    return this.#lacksEmail || (this.who === 'guests_with_email' && !this.isKnown);
  }

  /** Only people with an account may chat here, and this is none. */
  get isShut() {
    return this.who === 'members' && this.session.user?.role !== 'member';
  }

  /** Whom the visitor chose. */
  get wish() {
    return this.#wish.read();
  }

  /** @param {Choice} choice */
  choose(choice) {
    this.#wish.write(choice);
    if (this.#lacksBot) this.#isAsked = this.#lacksBot = false;
    if (this.client.state.caughtUp) this.#start();
  }

  /** Connects when this browser has talked before or wrote something that is not sent yet. */
  resume() {
    if (this.isKnown || this.#outbox.all.length > 0) this.client.connect();
  }

  /**
   * @param {string} text empty: only the address was asked for
   * @param {{ nickname: string, email: string }} who used when this is the first word ever
   */
  write(text, { nickname, email }) {
    const { room, client } = this;
    if (room && isOpen(room)) return client.send(room.channel.id, text);
    if (!this.isKnown) this.session.introduce(nickname, email);
    if (email) this.#email = email;
    if (this.#lacksEmail) this.#isAsked = false;
    this.#lacksEmail = false;
    if (text.trim() !== '') client.send(null, text);
    client.connect();
    if (client.state.caughtUp) this.#start();
  }

  /** Puts a closed conversation away; what it did not take goes out with the next. */
  startAgain() {
    this.#aside = this.room?.channel.id ?? '';
    this.#isAsked = this.#lacksBot = false;
    this.#outbox.release(this.#aside);
    if (this.client.state.caughtUp) this.#start();
  }

  /**
   * Becomes whom a site signed; this browser's conversation stays.
   * @param {string} token @throws {RequestError} when the server refuses it
   */
  async identify(token) {
    await this.session.identify(token);
    this.#goOn();
  }

  /** Forgets the visitor, what they wrote and their conversations on this device. */
  async forget() {
    const { client, session } = this;
    this.#followed = session.user?.id ?? '';
    client.stop('You asked to be forgotten.');
    client.state.rooms.clear();
    // What is written from now on goes out when the page is there again.
    client.state.connection = { phase: 'connecting' };
    this.#outbox.clear();
    this.#wish.write(null);
    await session.forget();
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
    const email = this.#email || undefined;
    const { name } = wish;
    this.#isAsked = this.client.ask('start', { with: name, email, language: pageLanguage() });
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

  /** Goes on as whom another tab became, though that may have ended this tab's login. */
  #follow() {
    const { client, session } = this;
    const { user, connection } = client.state;
    const now = session.user?.id;
    // Once: two tabs that are refused would call each other for ever.
    if (!now || now === this.#followed) return;
    if (connection.phase === 'stopped' ? !session.isBehind : now === user?.id) return;
    session.renew();
    this.#goOn();
  }

  #goOn() {
    const { client, session } = this;
    this.#followed = session.user?.id ?? '';
    if (client.state.user) client.restart();
    client.connect();
  }
}

/** @param {Room} room */
function isOpen(room) {
  return room.conversation?.state !== 'closed';
}
