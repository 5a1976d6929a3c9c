import { hearFrame } from './hearing.js';
import { Line } from './line.js';
import { pageEntries } from './visitor-room.js';

/** @typedef {import('./visitor-room.js').VisitorRoom} VisitorRoom */

/** @param {import('./outbox.js').Outbox} outbox */
function createState(outbox) {
  return {
    /** @type {import('./frames.d.ts').Connection} */
    connection: { phase: 'connecting' },
    /** @type {import('./frames.d.ts').Person | null} */
    user: null,
    store: '',
    caughtUp: false,
    /** Null until the server said. @type {boolean | null} */
    agentsOnline: null,
    /** While it is closed: the next opening. @type {string | null} */
    nextOpening: null,
    /** The agent sees what is typed; the visitor is told so. @type {boolean | undefined} */
    typingPreview: false,
    /** By channel. @type {Map<string, VisitorRoom>} */
    rooms: new Map(),
    outbox,
  };
}

/** @typedef {ReturnType<typeof createState>} VisitorState */

/**
 * Natter in a visitor's page: their conversations. `Client` does this and more for the pages of
 * staff; what a visitor never needs (teams, threads, the waiting list) would be most of what a
 * stranger's page fetches.
 * @extends {Line<VisitorState>}
 */
export class VisitorClient extends Line {
  /** @param {import('./line.js').LineOptions} options */
  constructor(options) {
    super(options, createState(options.outbox));
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
    const known = [...this.state.rooms].filter(([, { joined, log }]) => joined && log.last > 0);
    return Object.fromEntries(known.map(([id, { log }]) => [id, log.last]));
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
