import type { Bus } from '../../internal/bus/connect.ts';
import {
  settleSubscriptions,
  subscribeEvent,
  subscribeLive,
  type Unsubscribe,
} from '../../internal/bus/events.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Client } from '../../internal/contract/types.ts';
import { retryWhileUnavailable } from '../retry.ts';
import { ChannelLog, type LogCare, type SeatWatch } from './channel-log.ts';
import { seenPayload, typingPayload } from './live-frames.ts';
import { tellTyping } from './tell-typing.ts';
import { tellSeen } from './tell-seen.ts';
import { RingShelf, type RingLimits } from './ring.ts';
import type { Healer } from './healer.ts';
import type { Turn } from '../sockets/turn.ts';

const maxHeadsAsked = 5000;

export type ChannelLogsOptions = {
  bus: Bus;
  call: Client<'relay'>;
  turn: Turn;
  healer: Healer;
  watch: SeatWatch;
  /** What is kept of the past of a channel is outdated: of one block, or all of it. */
  onOutdatedPast: (channelId: string, seq?: number) => void;
  limits: RingLimits & { maxHeldEntries: number; lingerMs: number; readPatienceMs: number };
};

type Followed = { log: ChannelLog; unsubscribe: Unsubscribe[]; opened: Promise<ChannelLog> };
type Opening = { log: ChannelLog; settle: (head: number | AppError) => void };

/** The channels this relay follows: subscribed while somebody sits in them and a little longer. */
export class ChannelLogs {
  readonly shelf: RingShelf;
  readonly #options: ChannelLogsOptions;
  readonly #care: LogCare;
  readonly #followed = new Map<string, Followed>();
  #opening: Opening[] = [];

  constructor(options: ChannelLogsOptions) {
    this.#options = options;
    this.shelf = new RingShelf(options.limits);
    this.#care = {
      turn: options.turn,
      watch: options.watch,
      shelf: this.shelf,
      maxHeldEntries: options.limits.maxHeldEntries,
      onGap: (log) => options.healer.fillGap(log),
      onOutdatedMembers: (log) => void options.healer.rereadMembers(log),
      onRewritten: (log, seq) => options.onOutdatedPast(log.id, seq),
    };
  }

  get size(): number {
    return this.#followed.size;
  }

  find(id: string): ChannelLog | undefined {
    return this.#followed.get(id)?.log;
  }

  *all(): Iterable<ChannelLog> {
    for (const { log } of this.#followed.values()) yield log;
  }

  /**
   * The channel's log, followed from its head on. Throws `not_found` when there is no such channel,
   * `unavailable` when nobody can say. `outsideId` is what its frames call it.
   */
  open(id: string, outsideId = id): Promise<ChannelLog> {
    const followed = this.#followed.get(id) ?? this.#follow(id, outsideId);
    if (followed.log.seats.size === 0) followed.log.emptySinceMs = performance.now();
    return followed.opened;
  }

  #follow(id: string, outsideId: string): Followed {
    const log = new ChannelLog(id, outsideId, this.#care);
    const { promise, resolve, reject } = Promise.withResolvers<ChannelLog>();
    const settle = (head: number | AppError) => {
      if (typeof head === 'number') {
        log.openAt(head);
        resolve(log);
      } else {
        // It may have been dropped meanwhile and followed anew.
        if (this.#followed.get(id) === followed) this.#drop(id);
        reject(head);
      }
    };
    const followed: Followed = { log, unsubscribe: [], opened: promise };
    this.#followed.set(id, followed);
    if (this.#opening.push({ log, settle }) === 1) setImmediate(() => this.#openAll());
    return followed;
  }

  /** What was dropped meanwhile is not followed any more. */
  #subscribe(log: ChannelLog): void {
    const followed = this.#followed.get(log.id);
    if (followed?.log !== log) return;
    const { bus } = this.#options;
    followed.unsubscribe = [
      subscribeEvent(bus, 'channels', 'entriesAppended', log.id, (event) =>
        log.receive(event.entries, event.member_version),
      ),
      subscribeLive(bus, 'typing', log.id, typingPayload, (payload) => tellTyping(log, payload)),
      subscribeLive(bus, 'seen', log.id, seenPayload, (mark) => tellSeen(log, mark)),
    ];
  }

  /**
   * Subscribed first, all that opened in this turn in one write, and read afterwards: whatever is
   * committed after the read comes as an event.
   */
  #openAll(): void {
    const opening = this.#opening;
    this.#opening = [];
    for (let start = 0; start < opening.length; start += maxHeadsAsked) {
      void this.#openSome(opening.slice(start, start + maxHeadsAsked));
    }
  }

  async #openSome(opening: Opening[]): Promise<void> {
    try {
      for (const { log } of opening) this.#subscribe(log);
      await settleSubscriptions(this.#options.bus);
      const heads = await this.readHeads(opening.map(({ log }) => log.id));
      for (const { log, settle } of opening) {
        settle(heads.get(log.id) ?? new AppError('not_found', 'There is no such channel.'));
      }
    } catch (cause) {
      const message = 'The channel cannot be opened now. Try again.';
      const error =
        cause instanceof AppError ? cause : new AppError('unavailable', message, { cause });
      for (const { settle } of opening) settle(error);
    }
  }

  /** Heads as they are in the database; channels that do not exist are absent. */
  async readHeads(channels: string[]): Promise<Map<string, number>> {
    const { call, limits } = this.#options;
    const read = () => call.channels.readHeads({ channels });
    const { heads } = await retryWhileUnavailable(read, limits.readPatienceMs);
    return new Map(Object.entries(heads));
  }

  /** After events may have been lost: asks how far every log goes and fetches what is missing. */
  async compareHeads(): Promise<void> {
    const open = [...this.all()].filter((log) => log.isOpen());
    for (let start = 0; start < open.length; start += maxHeadsAsked) {
      const part = open.slice(start, start + maxHeadsAsked);
      const heads = await this.readHeads(part.map((log) => log.id));
      for (const log of part) log.announce(heads.get(log.id) ?? 0);
    }
  }

  /** Lets go of channels that nobody has sat in for a while. */
  sweep(nowMs: number): void {
    const { lingerMs } = this.#options.limits;
    for (const [id, { log }] of this.#followed) {
      const isEmpty = log.isOpen() && log.seats.size === 0 && log.emptySinceMs !== null;
      if (isEmpty && nowMs - log.emptySinceMs! > lingerMs) this.#drop(id);
    }
  }

  /** Nothing that is known of any channel counts any more. */
  forget(): void {
    for (const id of this.#followed.keys()) this.#drop(id);
  }

  #drop(id: string): void {
    const followed = this.#followed.get(id);
    this.#followed.delete(id);
    if (!followed) return;
    for (const unsubscribe of followed.unsubscribe) unsubscribe();
    this.shelf.remove(followed.log.ring);
    // What becomes of its messages is not heard any more.
    this.#options.onOutdatedPast(id);
  }
}
