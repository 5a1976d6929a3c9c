import type { Address } from '../../internal/contract/server-frames.ts';
import { addressed } from '../channels/address.ts';
import type { Seat } from '../channels/channel-log.ts';
import type { ChannelLogs } from '../channels/channel-logs.ts';
import type { Figures } from '../figures.ts';
import type { Crowd, Crowds } from './crowds.ts';
import { type Change, presentChanges, presentNumbers, presentPeople } from './present-people.ts';
import type { FarRelays } from './far-relays.ts';
import type { Roll } from './roll.ts';
import type { People } from './standing.ts';
import type { WaitingVisitors } from './waiting-visitors.ts';

/** How many are greeted in one go; the others a tick later. */
const greetedAtOnce = 2000;

export type AudienceOptions = {
  logs: ChannelLogs;
  waiting: WaitingVisitors;
  crowds: Crowds;
  figures: Figures;
  roll: Roll;
  far: FarRelays;
  /** Somebody is told of a channel outside the rounds. */
  onGreeting: (channelId: string) => void;
  /** How long other relays are waited for that have yet to say who is there. */
  awaitMs: number;
  /** A crowd's numbers are counted at most so often. */
  countMs: number;
};

type Arrival = { seats: Set<Seat>; sinceMs: number; isGreeted: boolean };

/**
 * Who is told who is there: the seats of a channel, and those of the waiting list on which it
 * stands. Each frame is built once and shared by them all.
 */
export class Audience {
  readonly #options: AudienceOptions;
  readonly #arrivals = new Map<string, Arrival>();
  #isSettled = false;

  constructor(options: AudienceOptions) {
    this.#options = options;
  }

  #seatsOf(channelId: string): Seat[] {
    const { logs, waiting } = this.#options;
    const list = waiting.listOf(channelId);
    const own = logs.find(channelId)?.seats ?? [];
    const readers = list === null ? [] : (logs.find(list)?.seats ?? []);
    return [...own, ...readers];
  }

  /** This seat is to be told who is in that channel, as soon as it is live and that is known. */
  arrive(channelId: string, seat: Seat, nowMs: number): void {
    const arrival = this.#arrivals.get(channelId);
    if (arrival) arrival.seats.add(seat);
    else
      this.#arrivals.set(channelId, { seats: new Set([seat]), sinceMs: nowMs, isGreeted: false });
  }

  /** The conversation began to wait: the readers of its list are told who is in it. */
  arriveReaders(channelId: string, list: string, nowMs: number): void {
    const seats = this.#options.logs.find(list)?.seats ?? [];
    for (const seat of seats) this.arrive(channelId, seat, nowMs);
  }

  /**
   * From now on, who is not known is not there; everybody is told so. Earlier, what a client knew
   * of somebody before it came may still be true.
   */
  settle(nowMs: number): void {
    this.#isSettled = true;
    for (const log of this.#options.logs.all()) {
      if (this.#options.crowds.find(log.id)) continue;
      for (const seat of log.seats) this.arrive(log.id, seat, nowMs);
    }
  }

  /** Tells those who arrived who is there. */
  greet(nowMs: number): void {
    let left = greetedAtOnce;
    for (const [channelId, arrival] of this.#arrivals) {
      const isAwaited = this.#options.far.isAwaited(channelId);
      const isEarly = nowMs - arrival.sinceMs < this.#options.awaitMs;
      if (isAwaited && (isEarly || arrival.isGreeted)) continue;
      // Whoever is told before all relays have answered is told again when they have.
      arrival.isGreeted = isAwaited;
      left -= this.#greetIn(channelId, arrival, nowMs);
      if (arrival.seats.size === 0) this.#arrivals.delete(channelId);
      if (left <= 0) return;
    }
  }

  #greetIn(channelId: string, { seats, isGreeted }: Arrival, nowMs: number): number {
    const frameFor = frameIn(channelId, (address) => this.#describe(channelId, address, nowMs));
    let greeted = 0;
    for (const seat of seats) {
      if (seat.isGone) seats.delete(seat);
      if (seat.isGone || !seat.log.isLive(seat)) continue;
      if (!isGreeted) seats.delete(seat);
      seat.outbox.add(frameFor(seat));
      greeted++;
    }
    this.#options.figures.presenceFrames += greeted;
    if (greeted > 0) this.#options.onGreeting(channelId);
    return greeted;
  }

  #describe(channelId: string, address: Address, nowMs: number): Buffer {
    const { crowds, roll, countMs } = this.#options;
    const known = crowds.find(channelId);
    if (known?.counted && nowMs - known.countedAtMs < countMs) return known.counted;
    const people = roll.allPeople(channelId);
    if (!known && !crowds.isCrowd(people.size)) {
      return presentPeople(address, people, this.#isSure(channelId));
    }
    return this.#count(known ?? crowds.begin(channelId, nowMs), channelId, people, nowMs);
  }

  /** Whoever is not known to be there is not there. */
  #isSure(channelId: string): boolean {
    return this.#isSettled && !this.#options.far.isAwaited(channelId);
  }

  #count(crowd: Crowd, channelId: string, people: People, nowMs: number): Buffer {
    crowd.counted = presentNumbers({ channel_id: channelId }, people);
    crowd.countedAtMs = nowMs;
    // Whoever is greeted with other numbers than the rest was told must be told again.
    if (!crowd.told?.equals(crowd.counted)) crowd.told = null;
    return crowd.counted;
  }

  tell(channelId: string, changes: readonly Change[], nowMs: number): void {
    const { crowds, roll } = this.#options;
    let crowd = crowds.find(channelId);
    const mayBe = !crowd && crowds.isCrowd(roll.countIn(channelId));
    if (mayBe && crowds.isCrowd(roll.allPeople(channelId).size)) {
      crowd = crowds.begin(channelId, nowMs);
    }
    if (crowd) {
      crowd.isStale = true;
      return;
    }
    const only = changes.length === 1 ? changes[0]![0] : null;
    // Nobody needs to be told of themselves.
    const seats = this.#seatsOf(channelId).filter(({ person }) => person !== only);
    if (seats.length === 0) return;
    const frameFor = frameIn(channelId, (address) => presentChanges(address, changes));
    this.#send(channelId, frameFor, seats, nowMs);
  }

  tellCrowds(nowMs: number): void {
    for (const channelId of this.#options.crowds.due(nowMs)) this.#tellCrowd(channelId, nowMs);
  }

  #tellCrowd(channelId: string, nowMs: number): void {
    const { crowds, roll } = this.#options;
    const crowd = crowds.find(channelId)!;
    const seats = this.#seatsOf(channelId);
    const people = roll.allPeople(channelId);
    const isOver = seats.length === 0 || crowds.isFew(people.size);
    if (isOver) {
      crowds.end(channelId);
      this.#options.onGreeting(channelId);
    }
    const frame = isOver
      ? presentPeople({ channel_id: channelId }, people, this.#isSure(channelId))
      : this.#count(crowd, channelId, people, nowMs);
    const isNews = isOver || !crowd.told?.equals(frame);
    crowds.told(crowd, seats.length, nowMs);
    if (isNews) this.#send(channelId, () => frame, seats, nowMs);
  }

  /** Who catches up just now is told everything afterwards. */
  #send(
    channelId: string,
    frameFor: (seat: Seat) => Buffer,
    seats: readonly Seat[],
    nowMs: number,
  ): void {
    for (const seat of seats) {
      if (!seat.log.isLive(seat)) {
        this.arrive(channelId, seat, nowMs);
        continue;
      }
      this.#options.figures.presenceFrames++;
      seat.outbox.add(frameFor(seat));
    }
  }
}

/**
 * About a channel, for those who sit in it and for the readers of its waiting list, who call
 * it by its id.
 */
function frameIn(channelId: string, build: (address: Address) => Buffer): (seat: Seat) => Buffer {
  const frameFor = addressed(build);
  let listed: Buffer | null = null;
  return (seat) => {
    if (seat.log.id === channelId) return frameFor(seat);
    return (listed ??= build({ channel_id: channelId }));
  };
}
