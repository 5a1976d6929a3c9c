import type { ChannelLogs } from '../channels/channel-logs.ts';
import type { Hub } from '../sessions/hub.ts';
import type { FarRelays } from './far-relays.ts';
import type { Lingerers } from './lingerers.ts';
import { away, higher, online, type People, raise, type Standing } from './standing.ts';

export type RollOptions = { hub: Hub; logs: ChannelLogs; lingerers: Lingerers; far: FarRelays };

/** Who is in a channel now, found anew each time from the sockets and from what others said. */
export class Roll {
  readonly #options: RollOptions;

  constructor(options: RollOptions) {
    this.#options = options;
  }

  /** As far as this relay knows by itself. */
  own(channelId: string, person: string): Standing {
    const { logs, hub, lingerers } = this.#options;
    let best = lingerers.standing(channelId, person);
    const log = logs.find(channelId);
    if (!log) return best;
    for (const { seats, isAway } of hub.ofPerson(person)) {
      const seat = seats.get(channelId);
      if (seat && !seat.isHidden && log.seats.has(seat))
        best = higher(best, isAway ? away : online);
    }
    return best;
  }

  /** At all relays. */
  all(channelId: string, person: string): Standing {
    return higher(this.own(channelId, person), this.#options.far.standing(channelId, person));
  }

  ownPeople(channelId: string): People {
    const { logs, lingerers } = this.#options;
    const people: People = new Map();
    for (const { person, isHidden } of logs.find(channelId)?.seats ?? []) {
      if (!isHidden && !people.has(person)) people.set(person, this.own(channelId, person));
    }
    for (const { person, standing } of lingerers.of(channelId)) raise(people, person, standing);
    return people;
  }

  allPeople(channelId: string): People {
    const people = this.ownPeople(channelId);
    this.#options.far.addTo(people, channelId);
    return people;
  }

  /** At least as many as there are. */
  countIn(channelId: string): number {
    const { logs, lingerers, far } = this.#options;
    const seats = logs.find(channelId)?.seats.size ?? 0;
    return seats + lingerers.countIn(channelId) + far.countIn(channelId);
  }
}
