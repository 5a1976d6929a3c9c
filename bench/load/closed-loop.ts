import { Histogram } from '../measure/histogram.ts';
import type { Findings, LoadOptions, Tally } from './load-plan.ts';
import type { Witness } from './member-client.ts';

export type Sender = {
  send: (number: number, text: string) => void;
  /** How many sockets are to get what it sends. */
  audience: number;
};

/** Far more than ever are in flight; a power of two. */
const places = 1 << 17;

/**
 * Keeps `window` messages on their way, senders in turn, and counts what comes of it. Messages are
 * numbered from 1 on over all loads of this process.
 */
export class ClosedLoop implements Witness {
  readonly #senders: Sender[];
  readonly #sentAtMs = new Float64Array(places);
  readonly #audience = new Uint32Array(places);
  #options: LoadOptions | null = null;
  #text = '';
  #sent = 0;
  #sentBefore = 0;
  #startedMs = 0;
  #inFlight = 0;
  #turn = 0;
  #timer: NodeJS.Timeout | null = null;
  #latency: Histogram | null = null;
  #acked = 0;
  #delivered = 0;
  #expected = 0;
  #deliveredInAll = 0;
  #doubled = 0;
  #disordered = 0;
  #refused = 0;

  constructor(senders: Sender[]) {
    this.#senders = senders;
  }

  start(options: LoadOptions): void {
    this.#options = options;
    this.#text = 'natter '.repeat(options.textBytes).slice(0, options.textBytes);
    this.#startedMs = performance.now();
    this.#sentBefore = this.#sent;
    this.#doubled = this.#disordered = this.#refused = 0;
    this.#expected = this.#deliveredInAll = 0;
    this.#fill();
  }

  /** Counts from now on; the returned function tells what was counted. */
  measure(): () => Tally {
    const latency = new Histogram();
    this.#latency = latency;
    this.#acked = this.#delivered = 0;
    const beganMs = performance.now();
    const cpu = process.cpuUsage();
    return () => {
      const used = process.cpuUsage(cpu);
      this.#latency = null;
      return {
        acked: this.#acked,
        delivered: this.#delivered,
        p50Ms: latency.quantileMs(0.5),
        p99Ms: latency.quantileMs(0.99),
        elapsedMs: performance.now() - beganMs,
        generatorUs: used.user + used.system,
      };
    };
  }

  /** Sends nothing more. */
  stop(): void {
    this.#options = null;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  isAtRest(): boolean {
    return this.#inFlight === 0 && this.#deliveredInAll >= this.#expected;
  }

  findings(): Findings {
    const surplus = Math.max(0, this.#deliveredInAll - this.#expected);
    const findings = {
      lost: this.#inFlight + Math.max(0, this.#expected - this.#deliveredInAll),
      doubled: this.#doubled + surplus,
      disordered: this.#disordered,
      refused: this.#refused,
    };
    this.#inFlight = 0;
    return findings;
  }

  acked(number: number): void {
    const place = number & (places - 1);
    this.#acked++;
    this.#latency?.record(performance.now() - this.#sentAtMs[place]!);
    this.#expected += this.#audience[place]!;
    this.#inFlight--;
    this.#fill();
  }

  refused(): void {
    this.#refused++;
    this.#inFlight--;
    this.#fill();
  }

  delivered(): void {
    this.#delivered++;
    this.#deliveredInAll++;
  }

  doubled(): void {
    this.#doubled++;
  }

  disordered(): void {
    this.#disordered++;
  }

  #fill(): void {
    const options = this.#options;
    if (!options || this.#timer) return;
    const allowed = this.#allowed(options);
    while (this.#inFlight < options.window) {
      if (this.#sent - this.#sentBefore >= allowed) {
        this.#timer = setTimeout(() => {
          this.#timer = null;
          this.#fill();
        }, 1);
        return;
      }
      const sender = this.#senders[this.#turn]!;
      this.#turn = (this.#turn + 1) % this.#senders.length;
      const number = ++this.#sent;
      const place = number & (places - 1);
      this.#sentAtMs[place] = performance.now();
      this.#audience[place] = sender.audience;
      this.#inFlight++;
      sender.send(number, this.#text);
    }
  }

  /** Messages that may have been sent by now. */
  #allowed({ perSenderPerS }: LoadOptions): number {
    if (perSenderPerS === null) return Infinity;
    const seconds = (performance.now() - this.#startedMs) / 1000;
    return Math.max(1, seconds * perSenderPerS * this.#senders.length);
  }
}
