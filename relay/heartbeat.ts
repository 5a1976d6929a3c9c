import type { ChannelLogs } from './channels/channel-logs.ts';
import type { Limits } from './limits.ts';
import type { Hub } from './sessions/hub.ts';
import type { Session } from './sessions/session.ts';
import type { Connection } from './sockets/connection.ts';

export type HeartbeatOptions = { hub: Hub; logs: ChannelLogs; limits: Limits };

/**
 * One timer for all sockets: each is pinged once an interval, spread over its beats; who is silent
 * for too long is gone; who reads too slowly is cut, and so are those who hold most when all
 * together hold too much.
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
    const behind: Connection[] = [];
    for (const session of hub.sessions) {
      this.#check(session, slot, now);
      if (session.connection.outbox.heldBytes > 0) behind.push(session.connection);
    }
    this.#cutMostBehind(behind);
    logs.sweep(now);
  }

  #check({ connection }: Session, slot: number, now: number): void {
    const { silentMs, tickMs, stalledMs } = this.#options.limits;
    // A beat early, so that nobody is silent for longer than the limit.
    if (now - connection.heardAtMs >= silentMs - tickMs) return connection.destroy();
    if (connection.outbox.isStalled(now, stalledMs)) return connection.cut('reads too slowly');
    if (connection.pingSlot === slot) connection.ping();
  }

  #cutMostBehind(behind: Connection[]): void {
    const held = ({ outbox }: Connection) => outbox.heldBytes;
    let excess = behind.reduce((sum, connection) => sum + held(connection), 0);
    excess -= this.#options.limits.allWaitingBytes;
    if (excess <= 0) return;
    for (const connection of behind.toSorted((a, b) => held(b) - held(a))) {
      if (excess <= 0) return;
      excess -= held(connection);
      connection.cut('too much waits for too many');
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
