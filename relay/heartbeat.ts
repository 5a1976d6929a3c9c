import type { ChannelLogs } from './channels/channel-logs.ts';
import type { Limits } from './limits.ts';
import type { Hub } from './sessions/hub.ts';
import type { Session } from './sessions/session.ts';

export type HeartbeatOptions = { hub: Hub; logs: ChannelLogs; limits: Limits };

/**
 * One timer for all sockets: each is pinged once an interval, spread over its beats; who is silent
 * for too long is gone; who takes nothing of its replay is cut.
 */
export class Heartbeat implements Disposable {
  readonly #options: HeartbeatOptions;
  readonly #slots: number;
  readonly #timer: NodeJS.Timeout;
  #beat = 0;
  #nextSlot = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    const { pingIntervalMs, tickMs } = options.limits;
    this.#slots = Math.max(1, Math.round(pingIntervalMs / tickMs));
    this.#timer = setInterval(() => this.#tick(), tickMs);
    this.#timer.unref();
  }

  add(session: Session): void {
    session.connection.pingSlot = this.#nextSlot++ % this.#slots;
  }

  #tick(): void {
    const { hub, logs } = this.#options;
    const now = performance.now();
    const slot = this.#beat++ % this.#slots;
    for (const session of hub.sessions) this.#check(session, slot, now);
    logs.sweep(now);
  }

  #check({ connection, catchUp }: Session, slot: number, now: number): void {
    const { silentMs, tickMs, stalledMs } = this.#options.limits;
    // A beat early, so that nobody is silent for longer than the limit.
    if (now - connection.heardAtMs >= silentMs - tickMs) return connection.destroy();
    const { waitsSinceMs } = catchUp;
    if (waitsSinceMs !== null && now - waitsSinceMs >= stalledMs) {
      return connection.cut('reads too slowly');
    }
    if (connection.pingSlot === slot) connection.ping();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
