import { closeCodes } from '../internal/contract/frames.ts';
import type { Client } from '../internal/contract/types.ts';
import type { Log } from '../internal/log/log.ts';
import type { Hub } from './sessions/hub.ts';
import type { Session } from './sessions/session.ts';

const maxLoginsAsked = 2000;
const retryMs = 1000;

export type LeasesOptions = {
  call: Client<'relay'>;
  hub: Hub;
  log: Log;
  leaseIntervalMs: number;
  leaseLifetimeMs: number;
};

/**
 * Asks again and again which logins are dead, in case the event that said so was lost. What dbmgr
 * does not judge itself, typing and the like, is allowed only while the answer is recent.
 */
export class Leases implements Disposable {
  readonly #options: LeasesOptions;
  readonly #timer: NodeJS.Timeout;
  #renewedAtMs = performance.now();
  #retry: NodeJS.Timeout | null = null;
  #isRunning = false;

  constructor(options: LeasesOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.renew(), options.leaseIntervalMs);
    this.#timer.unref();
  }

  isFresh(session: Session): boolean {
    const sinceMs = Math.max(this.#renewedAtMs, session.joinedAtMs);
    return performance.now() - sinceMs < this.#options.leaseLifetimeMs;
  }

  /** Ends every session whose login is dead; when nobody answers, the leases simply age. */
  async renew(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { call, hub, log } = this.#options;
    const askedAtMs = performance.now();
    try {
      const logins = hub.logins();
      const attended = new Set(
        [...hub.sessions].flatMap(({ isAway, login }) => (isAway ? [] : [login])),
      );
      for (let start = 0; start < logins.length; start += maxLoginsAsked) {
        const part = logins.slice(start, start + maxLoginsAsked);
        const present = part.filter((login) => attended.has(login));
        const { dead } = await call.logins.renewLeases({ logins: part, present });
        this.#end(new Set(dead));
      }
      this.#renewedAtMs = askedAtMs;
    } catch (error) {
      log.warn({ err: error }, 'leases not renewed');
      this.#retry ??= setTimeout(() => this.#renewAgain(), retryMs).unref();
    } finally {
      this.#isRunning = false;
    }
  }

  #renewAgain(): void {
    this.#retry = null;
    void this.renew();
  }

  #end(dead: Set<string>): void {
    if (dead.size === 0) return;
    for (const session of this.#options.hub.sessions) {
      if (session.stage !== 'joined' || !dead.has(session.login)) continue;
      session.connection.close(closeCodes.revoked, 'signed out');
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    if (this.#retry) clearTimeout(this.#retry);
  }
}
