import { createBackoff } from '../../../web/static/client/backoff.js';
import { type Line, type LineEvents, textOf } from './line.ts';
import type { RoomRecord, RoomWitness } from './room-record.ts';

export type MemberOptions = {
  room: RoomRecord;
  textBytes: number;
  openLine: (events: LineEvents) => Line;
  /** Caught up again, so many milliseconds after the last call to `begin`. */
  onBack: (member: ReturningMember) => void;
};

/**
 * Somebody who keeps coming back, whatever the protocol: with the backoff and jitter of
 * `web/static/client`, and with what they wrote until it is acked.
 */
export class ReturningMember {
  readonly #options: MemberOptions;
  readonly #line: Line;
  readonly #witness: RoomWitness;
  readonly #backoff = createBackoff();
  readonly #pending = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #enteredAtMs = 0;
  isIn = false;

  constructor(options: MemberOptions) {
    this.#options = options;
    this.#witness = options.room.newWitness();
    const { room } = options;
    this.#line = options.openLine({
      caughtUp: () => this.#enter(),
      seen: (number) => this.#witness.see(number),
      acked: (number) => {
        this.#pending.delete(number);
        room.ack(number);
      },
      refused: (number, retryMs) => void setTimeout(() => this.#write(number), retryMs),
      closed: (atLeastMs) => {
        if (this.isIn) this.#backoff.worked(performance.now() - this.#enteredAtMs);
        this.isIn = false;
        this.#come(this.#backoff.nextMs(atLeastMs));
      },
    });
  }

  connect(): void {
    this.#line.connect();
  }

  /** Goes away for so long. */
  leave(awayMs: number): void {
    this.#line.drop();
    this.isIn = false;
    this.#come(awayMs);
  }

  say(): void {
    const number = this.#options.room.nextNumber();
    this.#pending.add(number);
    if (this.isIn) this.#write(number);
  }

  hasPending(): boolean {
    return this.#pending.size > 0;
  }

  #come(waitMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), waitMs);
  }

  #enter(): void {
    this.isIn = true;
    this.#enteredAtMs = performance.now();
    for (const number of this.#pending) this.#write(number);
    this.#options.onBack(this);
  }

  #write(number: number): void {
    if (this.isIn && this.#pending.has(number)) {
      this.#line.write(number, textOf(number, this.#options.textBytes));
    }
  }
}
