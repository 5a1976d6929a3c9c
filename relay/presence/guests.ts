import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Bus } from '../../internal/bus/connect.ts';
import { publishLive, subscribeLive, type Unsubscribe } from '../../internal/bus/events.ts';
import { id, timestamp } from '../../internal/contract/ids.ts';
import type { Hub } from '../sessions/hub.ts';

export type Guest = { id: string; name: string; since: string };

const everyRelay = 'all';
/** Other relays have so long to say who is with them. */
const patienceMs = 200;
/** Of each relay, and of the answer. */
const maxGuests = 200;

const guest = z.object({ id, name: z.string(), since: timestamp });
const live = z.object({
  relay: id,
  nonce: id,
  org: id.optional(),
  guests: z.array(guest).max(maxGuests).optional(),
});

type Asking = { guests: Map<string, Guest> };

/**
 * Which guests of an organisation are here now, at all relays. Nobody keeps it: whoever wants to
 * know asks all relays and takes what they say within a moment.
 */
export class Guests implements Disposable {
  readonly #bus: Bus;
  readonly #hub: Hub;
  readonly #id = randomBytes(9).toString('base64url');
  readonly #asking = new Map<string, Asking>();
  readonly #unsubscribe: Unsubscribe[];

  constructor({ bus, hub }: { bus: Bus; hub: Hub }) {
    this.#bus = bus;
    this.#hub = hub;
    this.#unsubscribe = [
      subscribeLive(bus, 'guests', everyRelay, live, ({ relay, nonce, org }) => {
        if (relay === this.#id || org === undefined) return;
        const answer = { relay: this.#id, nonce, guests: this.#own(org) };
        publishLive(bus, 'guests', relay, answer);
      }),
      subscribeLive(bus, 'guests', this.#id, live, ({ nonce, guests = [] }) => {
        const known = this.#asking.get(nonce)?.guests;
        for (const one of guests) known?.set(one.id, one);
      }),
    ];
  }

  /** Who came last comes first. */
  async list(org: string): Promise<Guest[]> {
    const nonce = randomBytes(9).toString('base64url');
    const asking = { guests: new Map(this.#own(org).map((one) => [one.id, one])) };
    this.#asking.set(nonce, asking);
    try {
      publishLive(this.#bus, 'guests', everyRelay, { relay: this.#id, nonce, org });
      await sleep(patienceMs);
    } finally {
      this.#asking.delete(nonce);
    }
    const all = [...asking.guests.values()];
    return all.toSorted((a, b) => (a.since < b.since ? 1 : -1)).slice(0, maxGuests);
  }

  /** Those of this relay, as far as it may tell: the latest. */
  #own(org: string): Guest[] {
    const now = Date.now() - performance.now();
    const guests = new Map<string, Guest>();
    for (const { person, stage, joinedAtMs } of [...this.#hub.sessions].toReversed()) {
      if (stage !== 'joined' || person?.role !== 'user' || person.org !== org) continue;
      if (guests.has(person.id)) continue;
      const since = new Date(now + joinedAtMs).toISOString();
      guests.set(person.id, { id: person.id, name: person.name, since });
      if (guests.size >= maxGuests) break;
    }
    return [...guests.values()];
  }

  [Symbol.dispose](): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }
}
