import { randomBytes } from 'node:crypto';
import type { Bus } from '../../internal/bus/connect.ts';
import { publishLive, subscribeLive, type Unsubscribe } from '../../internal/bus/events.ts';
import type { WaitingEntry } from '../../internal/contract/entries.ts';
import { closeCodes } from '../../internal/contract/frames.ts';
import type { ChannelLog, Seat, SeatWatch } from '../channels/channel-log.ts';
import type { ChannelLogs } from '../channels/channel-logs.ts';
import type { Figures } from '../figures.ts';
import type { Limits } from '../limits.ts';
import type { Hub } from '../sessions/hub.ts';
import type { Session } from '../sessions/session.ts';
import { Announcer } from './announcer.ts';
import { Audience } from './audience.ts';
import { Crowds } from './crowds.ts';
import { FarRelays } from './far-relays.ts';
import { Lingerers } from './lingerers.ts';
import { type LivePresence, livePresence } from './live-presence.ts';
import { Roll } from './roll.ts';
import { Rounds } from './rounds.ts';
import { away, offline, online } from './standing.ts';
import { WaitingVisitors } from './waiting-visitors.ts';

export type PresenceOptions = {
  bus: Bus;
  hub: Hub;
  logs: ChannelLogs;
  figures: Figures;
  limits: Limits;
};

/** Who goes on purpose (RFC 6455, 7.4.1) or is signed out is gone at once. */
const departures: ReadonlySet<number> = new Set([
  1000,
  closeCodes.unauthenticated,
  closeCodes.revoked,
]);

const everyRelay = 'all';
const sweepMs = 5000;

/**
 * Who is online, away or offline, in every channel that this relay serves, from the sockets of all
 * relays. What happens to seats and sockets is told to it just before it happens.
 */
export class Presence implements Disposable, SeatWatch {
  readonly #options: PresenceOptions;
  /** This relay, until it ends. */
  readonly #id = randomBytes(9).toString('base64url');
  readonly #lingerers: Lingerers;
  readonly #waiting = new WaitingVisitors();
  readonly #far: FarRelays;
  readonly #announcer: Announcer;
  readonly #audience: Audience;
  readonly #rounds: Rounds;
  readonly #unsubscribe: Unsubscribe[];
  readonly #timer: NodeJS.Timeout;
  readonly #startedAtMs = performance.now();
  #tickedAtMs = this.#startedAtMs;
  #sweptAtMs = this.#startedAtMs;
  #isSettled = false;

  constructor(options: PresenceOptions) {
    this.#options = options;
    const { bus, hub, logs, limits } = options;
    this.#lingerers = new Lingerers(limits.presenceGraceMs);
    this.#announcer = this.#createAnnouncer();
    this.#far = this.#createFarRelays();
    const roll = new Roll({ hub, logs, lingerers: this.#lingerers, far: this.#far });
    this.#audience = this.#createAudience(roll);
    this.#rounds = new Rounds({
      roll,
      announcer: this.#announcer,
      audience: this.#audience,
      intervalMs: limits.presenceRoundMs,
    });
    const hear = (message: LivePresence) => this.#hear(message, roll);
    this.#unsubscribe = [everyRelay, this.#id].map((key) =>
      subscribeLive(bus, 'presence', key, livePresence, hear),
    );
    bus.onReconnect(() => this.#announcer.hurry());
    this.#timer = setInterval(() => this.#tick(performance.now()), limits.presenceTickMs);
    this.#timer.unref();
  }

  #createAnnouncer(): Announcer {
    const { bus, figures, limits } = this.#options;
    return new Announcer({
      beatMs: limits.presenceBeatMs,
      publish: (relay, message) => {
        if (!bus.isConnected()) return;
        figures.presenceSaid++;
        publishLive(bus, 'presence', relay ?? everyRelay, { relay: this.#id, ...message });
      },
    });
  }

  #createFarRelays(): FarRelays {
    const { logs, limits } = this.#options;
    return new FarRelays({
      silentMs: limits.presenceSilentMs,
      askAgainMs: limits.presenceAwaitMs,
      touch: (channelId, person) => this.#rounds.touch(channelId, person),
      isFollowed: (id) => logs.find(id) !== undefined || this.#waiting.listOf(id) !== null,
      ask: (relay, channels) => this.#announcer.ask(relay, channels),
    });
  }

  #createAudience(roll: Roll): Audience {
    const { logs, figures, limits } = this.#options;
    const crowds = new Crowds({
      maxNamed: limits.maxNamedPeople,
      intervalMs: limits.presenceRoundMs,
      msPerSeat: limits.crowdSeatMs,
    });
    return new Audience({
      logs,
      figures,
      crowds,
      roll,
      waiting: this.#waiting,
      far: this.#far,
      onGreeting: (channelId) => this.#rounds.exposeToClient(channelId),
      awaitMs: limits.presenceAwaitMs,
      countMs: limits.presenceRoundMs,
    });
  }

  /** Other relays that are heard. */
  get relays(): number {
    return this.#far.size;
  }

  arrive(log: ChannelLog, seat: Seat): void {
    const nowMs = performance.now();
    this.#far.follow(log.id);
    this.#rounds.touch(log.id, seat.person);
    this.#lingerers.remove(log.id, seat.person);
    this.#audience.arrive(log.id, seat, nowMs);
    for (const channelId of this.#waiting.on(log.id)) {
      this.#audience.arrive(channelId, seat, nowMs);
    }
  }

  depart(log: ChannelLog, seat: Seat): void {
    this.#rounds.touch(log.id, seat.person);
  }

  waits(list: string, entry: WaitingEntry): void {
    const nowMs = performance.now();
    if (!this.#waiting.note(list, entry, nowMs)) return;
    const { channel_id } = entry.conversation;
    this.#far.follow(channel_id);
    this.#audience.arriveReaders(channel_id, list, nowMs);
  }

  /** Before a socket that is gone loses its seats. */
  leave(session: Session): void {
    const { person, login, seats, connection } = session;
    if (!person) return;
    const nowMs = performance.now();
    const isDeparture = departures.has(connection.closeCode);
    if (isDeparture) this.#rounds.hurry();
    const others = this.#options.hub.ofPerson(person.id).filter((other) => other !== session);
    for (const [channelId, { isHidden }] of seats) {
      this.#rounds.touch(channelId, person.id);
      if (isHidden || isDeparture || others.some((other) => other.seats.has(channelId))) continue;
      const standing = session.isAway ? away : online;
      this.#lingerers.add({ channelId, person: person.id, login, standing }, nowMs);
    }
  }

  setAway(session: Session, isAway: boolean): void {
    if (session.isAway === isAway) return;
    for (const channelId of session.seats.keys()) {
      this.#rounds.touch(channelId, session.person!.id);
    }
    session.isAway = isAway;
  }

  /** Somebody is no member of a channel any more, and is not expected back. */
  removed(person: string, channelId: string): void {
    this.#rounds.hurry();
    if (this.#lingerers.standing(channelId, person) === offline) return;
    this.#rounds.touch(channelId, person);
    this.#lingerers.remove(channelId, person);
  }

  /** These logins of a person have ended, or all: nobody is expected back by them. */
  revoked(person: string, logins: readonly string[] | null): void {
    for (const { channelId } of this.#lingerers.ofPerson(person, logins)) {
      this.removed(person, channelId);
    }
  }

  #hear(message: LivePresence, roll: Roll): void {
    if (message.relay === this.#id) return;
    this.#options.figures.presenceHeard++;
    this.#far.hear(message, performance.now());
    // Who is gone there is gone here, as soon.
    const changes = Object.values(message.changes ?? {});
    if (changes.some(({ offline: gone }) => gone)) this.#rounds.hurry();
    if (!message.ask) return;
    for (const channelId of message.ask) this.#rounds.exposeToRelay(channelId);
    this.#announcer.answer(message.relay, message.ask, (channelId) => roll.ownPeople(channelId));
  }

  #tick(nowMs: number): void {
    const { bus, limits } = this.#options;
    const elapsedMs = nowMs - this.#tickedAtMs;
    this.#tickedAtMs = nowMs;
    // While nobody listened here, the others' silence says nothing.
    const deafMs = bus.isConnected() ? elapsedMs - 2 * limits.presenceTickMs : elapsedMs;
    if (deafMs > 0) this.#far.excuse(deafMs);
    if (this.#far.expire(nowMs)) this.#rounds.hurry();
    for (const { channelId, person } of this.#lingerers.due(nowMs)) {
      this.#rounds.touch(channelId, person);
      this.#lingerers.remove(channelId, person);
    }
    this.#settle(nowMs);
    this.#far.ask(nowMs);
    this.#rounds.tick(nowMs);
    this.#audience.tellCrowds(nowMs);
    this.#audience.greet(nowMs);
    this.#announcer.beat(nowMs);
    this.#sweep(nowMs);
  }

  /** Before that, somebody whom this relay does not know may still come back from another one. */
  #settle(nowMs: number): void {
    if (this.#isSettled || nowMs - this.#startedAtMs < this.#options.limits.presenceGraceMs) return;
    this.#isSettled = true;
    this.#audience.settle(nowMs);
  }

  #sweep(nowMs: number): void {
    if (nowMs - this.#sweptAtMs < sweepMs) return;
    this.#sweptAtMs = nowMs;
    const { logs } = this.#options;
    this.#waiting.sweep((list) => (logs.find(list)?.seats.size ?? 0) > 0, nowMs);
    this.#far.sweep();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }
}
