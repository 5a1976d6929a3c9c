import { setImmediate as turnEnds, setTimeout as sleep } from 'node:timers/promises';
import type { channels, Channel, Place } from '../../internal/contract/channels.ts';
import { maxJoins } from '../../internal/contract/channels.ts';
import type { WaitingEntry } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Login } from '../../internal/contract/logins.ts';
import type { Role } from '../../internal/contract/people.ts';
import type { CallContext, Client, OutputOf } from '../../internal/contract/types.ts';
import { retryWhileUnavailable } from '../retry.ts';

/** What a socket is, where it sits and where else it may sit, as dbmgr says. */
export type Joined = {
  login: Login;
  may_write: boolean;
  store: string;
  channels: Channel[];
  /** More of them follow behind this one. */
  after: string | null;
  others: Place[];
  waiting: WaitingEntry[];
  agents_online: boolean;
};

export type Wish = {
  login: string;
  /** As the token says. */
  role: Role;
  org: string;
  /** Ids of channels that the client wants beside those that are live for it. */
  others: string[];
  context: CallContext;
  /** False when the socket is gone: it is not asked for any more. */
  isWanted: () => boolean;
};

export type JoinerOptions = {
  call: Pick<Client<'relay'>, 'channels'>;
  joinsInFlight: number;
  maxWaitingHellos: number;
  readPatienceMs: number;
};

type Pending = { wish: Wish; resolve: (joined: Joined | null) => void; reject: Fail };
type Fail = (error: unknown) => void;
type Batch = OutputOf<(typeof channels)['operations']['joinSockets']>;

/** An answer stays far below a bus message: staff may sit in many channels, visitors in one. */
const staffWeight = 8;
const memberWeight = 4;
const othersAWeight = 4;
/** Of agents, whose organisation's waiting list comes too, of up to 256 KiB. */
const maxLists = 2;
const worthAnother = maxJoins / 2;
/** Where so many came at once more come at once, and a moment's wait saves most of the work. */
const crowd = 8;
const gatherMs = 20;

/**
 * Asks dbmgr who sockets are, all hellos of a turn at once: when a relay has died, everybody comes
 * back in the same moment.
 */
export class Joiner {
  readonly #options: JoinerOptions;
  #waiting: Pending[] = [];
  #running = 0;

  constructor(options: JoinerOptions) {
    this.#options = options;
  }

  /**
   * Null when the socket is gone by then. Throws `unauthenticated` for a login that is dead,
   * `rate_limited` when too many wait already, `unavailable` when nobody can say.
   */
  join(wish: Wish): Promise<Joined | null> {
    if (this.#waiting.length >= this.#options.maxWaitingHellos) {
      const message = 'Too many people come at once. Try again in a moment.';
      throw new AppError('rate_limited', message, { retryMs: 2000 });
    }
    const { promise, resolve, reject } = Promise.withResolvers<Joined | null>();
    this.#waiting.push({ wish, resolve, reject });
    if (this.#isWorthAnother()) void this.#run();
    return promise;
  }

  /** While one is on its way others gather: one for few costs nearly what one for many does. */
  #isWorthAnother(): boolean {
    if (this.#running === 0) return true;
    return this.#running < this.#options.joinsInFlight && this.#waiting.length >= worthAnother;
  }

  async #run(): Promise<void> {
    this.#running++;
    await turnEnds();
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) {
      await this.#ask(batch);
      if (batch.length >= crowd && this.#waiting.length < worthAnother) await sleep(gatherMs);
    }
    this.#running--;
  }

  #take(): Pending[] {
    const batch: Pending[] = [];
    let weight = 0;
    let used = 0;
    const lists = new Set<string>();
    for (const pending of this.#waiting) {
      const { role, org } = pending.wish;
      weight += weightOf(pending.wish);
      if (role === 'agent') lists.add(org);
      const isTooMuch = weight > maxJoins || lists.size > maxLists || batch.length >= maxJoins;
      if (batch.length > 0 && isTooMuch) break;
      used++;
      if (pending.wish.isWanted()) batch.push(pending);
      else pending.resolve(null);
    }
    this.#waiting = this.#waiting.slice(used);
    return batch;
  }

  async #ask(batch: Pending[]): Promise<void> {
    const { call, readPatienceMs } = this.#options;
    const joins = batch.map(({ wish }) => ({ login: wish.login, others: wish.others }));
    const { requestId, address } = batch[0]!.wish.context;
    // What serves many carries the id of none.
    const context = batch.length === 1 ? { requestId, address } : {};
    try {
      const ask = () => call.channels.joinSockets({ joins }, context);
      const answer = await retryWhileUnavailable(ask, readPatienceMs);
      for (const [index, pending] of batch.entries()) tell(pending, answer, index);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

function weightOf({ role, others }: Wish): number {
  const weight = role === 'user' ? 1 : role === 'member' ? memberWeight : staffWeight;
  return weight + others.length / othersAWeight;
}

function tell({ resolve, reject }: Pending, answer: Batch, index: number): void {
  const joined = answer.joined[index];
  if (!joined) {
    return reject(new AppError('unauthenticated', 'You are signed out. Sign in again.'));
  }
  const { org, role } = joined.login.user;
  const isListed = joined.channels.some(({ kind }) => kind === 'waiting_list');
  resolve({
    ...joined,
    store: answer.store,
    waiting: role === 'agent' && isListed ? (answer.waiting[org] ?? []) : [],
    agents_online: answer.agents_online[org] ?? false,
  });
}
