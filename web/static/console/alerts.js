import { isolate } from '../parts/isolate.js';
import { plainLine } from '../parts/markdown-text.js';
import { hideToast, showToast } from '../parts/toast.js';
import { createFavicon } from './favicon.js';

/** @typedef {import('../client/frames.d.ts').ClientEvent} ClientEvent */
/** @typedef {import('./desk.js').Desk} Desk */
/**
 * @typedef {{
 *   play: (tune: import('./tone.js').Tune) => void,
 *   point: (channelId: string) => void,
 *   isFull: () => boolean,
 *   isOnScreen: (channelId: string) => boolean,
 *   onTake: (channelId: string) => void,
 *   onOpen: (channelId: string) => void,
 * }} AlertOptions
 */

const maxToastLength = 80;

/**
 * Tells the agent what came while they looked elsewhere: tab title, tab icon, tone, and a line on
 * screen that says the same as the tone.
 */
export class Alerts {
  #desk;
  #options;
  #favicon = createFavicon();
  #title = document.title;
  /**
   * Each wait is announced once, however often the connection is made anew or it is offered; when
   * somebody had it meanwhile, or it was a left message, it is another wait. Whether it is left.
   * @type {Map<string, boolean>}
   */
  #announced = new Map();
  /** Conversations of which a line on screen says that they wait. @type {Set<string>} */
  #offered = new Set();
  /** What is there when the page opens is not news. */
  #isSettled = false;

  /** @param {Desk} desk @param {AlertOptions} options */
  constructor(desk, options) {
    this.#desk = desk;
    this.#options = options;
    desk.client.listen((event) => {
      if (event.type === 'caught_up') this.#isSettled = true;
      if (event.type === 'waiting' && event.conversation) this.#tellWaiting(event.conversation);
      if (event.type === 'message' && event.live) this.#tellLine(event);
    });
  }

  show() {
    const { waiting, mine } = this.#desk;
    const unread = mine.reduce((sum, room) => sum + this.#desk.countUnread(room), 0);
    const count = waiting.length + unread;
    const title = count > 0 ? `(${count}) ${this.#title}` : this.#title;
    if (document.title !== title) document.title = title;
    this.#favicon.show(count, waiting.length > 0);
    for (const id of this.#offered) {
      if (waiting.some(({ channel_id }) => channel_id === id)) continue;
      this.#offered.delete(id);
      hideToast(id);
    }
  }

  /** @param {import('../client/frames.d.ts').Waiting} waiting */
  #tellWaiting({ channel_id, epoch, visitor, left_message }) {
    const { play, point, isFull, onTake, onOpen } = this.#options;
    const key = `${channel_id} ${epoch}`;
    const isLeft = left_message === true;
    const wasLeft = this.#announced.get(key);
    this.#announced.set(key, isLeft);
    if (wasLeft === false || wasLeft === isLeft || !this.#isSettled) return;
    play('waiting');
    this.#offered.add(channel_id);
    const [label, act] = isFull() ? ['Look', onOpen] : ['Take', onTake];
    const action = { label, act: () => act(channel_id), about: channel_id };
    showToast(`${isolate(visitor.name)} ${isLeft ? 'left a message' : 'is waiting'}.`, action);
    // The row is drawn at the end of this turn.
    setTimeout(() => point(channel_id));
  }

  /** @param {Extract<ClientEvent, { type: 'message' }>} event */
  #tellLine({ channelId, message }) {
    const { play, onOpen, point, isOnScreen } = this.#options;
    const { mine, me } = this.#desk;
    if (message.from === me || isOnScreen(channelId)) return;
    if (!mine.some((room) => room.channel.id === channelId)) return;
    play('line');
    const { type, data } = message;
    const line = type === 'text' ? isolate(plainLine(data).slice(0, maxToastLength)) : 'A file';
    const act = () => onOpen(channelId);
    showToast(`${isolate(message.name)}: ${line}`, { label: 'Open', act, about: channelId });
    setTimeout(() => point(channelId));
  }
}
