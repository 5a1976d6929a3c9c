import type {
  Conversation,
  Entry,
  MessageChangedEntry,
  WaitingEntry,
} from '../../internal/contract/entries.ts';
import type { Address } from '../../internal/contract/server-frames.ts';
import { encodeTexts } from '../frames/encode-frame.ts';
import { presentEntry } from '../frames/present-entry.ts';
import type { Outbox } from '../sockets/outbox.ts';
import type { Flushable, Turn } from '../sockets/turn.ts';
import { Ring, type RingShelf } from './ring.ts';

/** One socket's place in one channel. */
export type Seat = {
  readonly log: ChannelLog;
  /** How this socket calls the channel. */
  readonly address: Address;
  readonly person: string;
  /** The latest membership at which this person was found to be a member. */
  version: number;
  readonly outbox: Pick<Outbox, 'add'>;
  /** The last entry this socket was given, while it catches up; live seats stand at `flushed`. */
  cursor: number;
  /** How far they said they have read. */
  seen: number;
  /** The person is no member any more, or the socket let go. */
  isGone: boolean;
  /** Reads along, and the others are to see nothing of it. */
  isHidden?: boolean;
  /** Called once when the log finds that the person is no member any more. */
  onExpelled: (seat: Seat) => void;
};

/** Told of what matters to who is there, just before it happens. */
export type SeatWatch = {
  arrive: (log: ChannelLog, seat: Seat) => void;
  depart: (log: ChannelLog, seat: Seat) => void;
  /** A line of a waiting list. */
  waits: (list: string, entry: WaitingEntry) => void;
};

export type LogCare = {
  watch: SeatWatch;
  turn: Turn;
  shelf: RingShelf;
  maxHeldEntries: number;
  /** Entries before those it holds have not come. */
  onGap: (log: ChannelLog) => void;
  /** An entry says that the members changed since they were read. */
  onOutdatedMembers: (log: ChannelLog) => void;
  /** This entry's message is another now: edited, deleted, reacted to, pinned. */
  onRewritten: (log: ChannelLog, seq: number) => void;
};

/** What nobody may read any more as it was; the rest is told again by the entries that follow. */
const rewrites: ReadonlySet<MessageChangedEntry['what']> = new Set(['edited', 'deleted']);

/**
 * A channel as this relay follows it: entries in seq order, the recent ones framed in a ring, and
 * the seats of the sockets that get them. Nobody gets an entry before the members of its version
 * are known.
 */
export class ChannelLog implements Flushable {
  readonly id: string;
  /** What its frames call it: in a direct thread the team. */
  readonly outsideId: string;
  readonly ring: Ring;
  readonly seats = new Set<Seat>();
  /** The last entry in the ring, and the last that live seats were given. */
  head = 0;
  flushed = 0;
  /** The highest head anybody told of; beyond `head` it is a gap. */
  announced = 0;
  /** Every seat was found to be a member at this version or a later one. */
  memberVersion = 0;
  conversation: Conversation | null = null;
  /** How often an earlier message was changed while this relay followed the channel. */
  rewritten = 0;
  /** Beyond this entry the ring has every message as it is now. */
  decorated = 0;
  emptySinceMs: number | null = null;
  readonly #care: LogCare;
  readonly #live = new Set<Seat>();
  #held = new Map<number, { entry: Entry; version: number }>();
  #fresh: Buffer[] = [];
  #isOpen = false;

  constructor(id: string, outsideId: string, care: LogCare) {
    this.id = id;
    this.outsideId = outsideId;
    this.#care = care;
    this.ring = new Ring(care.shelf);
  }

  /** What came before the head was known is older than `head` or held. */
  openAt(head: number): void {
    this.#isOpen = true;
    this.head = head;
    this.flushed = head;
    for (const seq of this.#held.keys()) if (seq <= head) this.#held.delete(seq);
    this.advance();
  }

  isOpen(): boolean {
    return this.#isOpen;
  }

  hasGap(): boolean {
    return this.#isOpen && this.announced > this.head;
  }

  /** Entries in any order, at least once. */
  receive(entries: readonly Entry[], version: number): void {
    for (const entry of entries) {
      if (entry.seq <= this.head || this.#held.has(entry.seq)) continue;
      this.announced = Math.max(this.announced, entry.seq);
      // What is forgotten here is a gap like any other.
      if (this.#held.size >= this.#care.maxHeldEntries) this.#held.clear();
      this.#held.set(entry.seq, { entry, version });
    }
    if (this.#isOpen) this.advance();
  }

  /** Somebody who knows says how far the log goes. */
  announce(head: number): void {
    if (head <= this.announced) return;
    this.announced = head;
    if (this.hasGap()) this.#care.onGap(this);
  }

  /** Moves what is next in order into the ring; stops before entries of an unknown membership. */
  advance(): void {
    const entries: Entry[] = [];
    let isOutdated = false;
    for (;;) {
      const next = this.#held.get(this.head + entries.length + 1);
      if (!next) break;
      if (next.version > this.memberVersion) {
        isOutdated = this.seats.size > 0;
        if (isOutdated) break;
        this.memberVersion = next.version;
      }
      this.#held.delete(next.entry.seq);
      entries.push(next.entry);
    }
    if (entries.length > 0) this.#append(entries);
    if (isOutdated) this.#care.onOutdatedMembers(this);
    else if (this.hasGap()) this.#care.onGap(this);
  }

  #append(entries: Entry[]): void {
    const frames = encodeTexts(
      entries.map((entry) => JSON.stringify(presentEntry(this.outsideId, entry))),
    );
    for (const entry of entries) {
      if (entry.kind === 'conversation') this.conversation = entry.conversation;
      if (entry.kind === 'waiting') this.#care.watch.waits(this.id, entry);
      if (entry.kind === 'message_changed') this.#change(entry);
    }
    this.ring.append(this.head + 1, frames);
    this.head += entries.length;
    if (this.#fresh.push(frames.buffer) === 1) this.#care.turn.touchChannel(this);
  }

  #change({ of, what }: MessageChangedEntry): void {
    this.rewritten++;
    if (rewrites.has(what)) this.ring.clear();
    else this.decorated = Math.max(this.decorated, of);
    this.#care.onRewritten(this, of);
  }

  flush(): void {
    const fresh = this.#fresh;
    if (fresh.length === 0) return;
    const buffer = fresh.length === 1 ? fresh[0]! : Buffer.concat(fresh);
    const frames = this.head - this.flushed;
    fresh.length = 0;
    this.flushed = this.head;
    for (const seat of this.#live) seat.outbox.add(buffer, frames);
  }

  /**
   * Seats a member. False when the log has seen a later membership than the seat's, so that it must
   * be read again before this seat gets anything.
   */
  add(seat: Seat): boolean {
    const { version } = seat;
    if (this.seats.size === 0) this.memberVersion = Math.max(this.memberVersion, version);
    this.#care.watch.arrive(this, seat);
    this.seats.add(seat);
    this.emptySinceMs = null;
    return version >= this.memberVersion;
  }

  remove(seat: Seat, nowMs: number): void {
    if (this.seats.has(seat)) this.#care.watch.depart(this, seat);
    seat.isGone = true;
    this.#live.delete(seat);
    if (this.seats.delete(seat) && this.seats.size === 0) this.emptySinceMs = nowMs;
  }

  /** From here on the seat gets what is flushed; it must stand at `flushed`. */
  goLive(seat: Seat): void {
    if (!seat.isGone) this.#live.add(seat);
  }

  /** The seat goes back (or forth) to `cursor` and catches up from there. */
  rewind(seat: Seat, cursor: number): void {
    this.#live.delete(seat);
    seat.cursor = cursor;
  }

  isLive(seat: Seat): boolean {
    return this.#live.has(seat);
  }

  /**
   * The members as just read; everybody else loses their seat before anything more is delivered.
   * Who was found to be a member later than that keeps it.
   */
  setMembers(version: number, members: ReadonlySet<string>, nowMs: number): void {
    this.memberVersion = Math.max(this.memberVersion, version);
    for (const seat of this.seats) {
      if (members.has(seat.person) || seat.version > version) continue;
      this.#expel(seat, nowMs);
    }
    this.advance();
  }

  #expel(seat: Seat, nowMs: number): void {
    this.remove(seat, nowMs);
    seat.onExpelled(seat);
  }

  /** There is no such channel any more. */
  vanish(nowMs: number): void {
    this.#held.clear();
    this.announced = this.head;
    for (const seat of this.seats) this.#expel(seat, nowMs);
  }

  /** What is not part of the log: typing, seen. Not to `except`, a person. */
  tell(frameFor: (seat: Seat) => Buffer, except?: string): void {
    for (const seat of this.#live) if (seat.person !== except) seat.outbox.add(frameFor(seat));
  }
}
