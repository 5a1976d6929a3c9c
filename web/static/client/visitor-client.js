import { hearFrame } from './hearing.js';
import { Line } from './line.js';
import { pageEntries } from './visitor-room.js';

/** @typedef {import('./visitor-room.js').VisitorRoom} VisitorRoom */

/**
 * `rooms` by channel; `agentsOnline` once the server said; `nextOpening` while it is closed;
 * `typingPreview`: the agent sees what is typed, and the visitor is told so.
 * @typedef {import('./line.js').LineState & {
 *   user?: import('./frames.d.ts').Person, caughtUp: boolean, rooms: Map<string, VisitorRoom>,
 *   agentsOnline?: boolean, nextOpening?: string | null, typingPreview?: true,
 * }} VisitorState
 */

/**
 * Natter in a visitor's page: their conversations. `Client` does this and more for the pages of
 * staff; what a visitor never needs (teams, threads, the waiting list) would be most of what a
 * stranger's page fetches.
 * @extends {Line<VisitorState>}
 */
export class VisitorClient extends Line {
  /** @param {import('./line.js').LineOptions} options */
  constructor(options) {
    super(options, {
      connection: { phase: 'connecting' },
      caughtUp: false,
      rooms: new Map(),
      outbox: options.outbox,
    });
  }

  /** Says how far I have read; says nothing twice. @param {VisitorRoom} room */
  seen(room) {
    const seq = room.log.last;
    if (!room.joined || seq <= room.seen || !this.act('seen', room.channel.id, { seq })) return;
    room.seen = seq;
    this.tell({ type: 'room', channelId: room.channel.id });
  }

  /** Fetches the page before the first entry held. @param {VisitorRoom} room */
  earlier(room) {
    const { after } = room.log;
    if (after > 0 && !room.opening) this.open(room, Math.max(0, after - pageEntries), after + 1);
  }

  /** @param {VisitorRoom} room @param {number} after @param {number} [before] what lies between */
  open(room, after, before) {
    room.opening = this.act('open', room.channel.id, { after, before });
  }

  /** @override */
  get resume() {
    /** @type {Record<string, number>} */
    const last = {};
    for (const [id, { joined, log }] of this.state.rooms)
      if (joined && log.last) last[id] = log.last;
    return last;
  }

  /** @override @param {import('./frames.d.ts').ServerFrame} frame */
  receive(frame) {
    hearFrame(this, frame);
  }

  /** @override */
  disconnected() {
    super.disconnected();
    for (const room of this.state.rooms.values()) room.opening = room.areAll = false;
  }
}
