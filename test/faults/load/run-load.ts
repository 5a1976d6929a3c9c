import { setTimeout as sleep } from 'node:timers/promises';
import { Histogram } from '../../../bench/measure/histogram.ts';
import type { LoadOptions, Outcome, Times } from './load-plan.ts';
import type { LoadSocket, LoadWitness } from './load-socket.ts';

/** More than are ever on their way; a power of two. */
const places = 1 << 20;
const timelineMs = 100;
/** Between two looks at what is due. */
const beatMs = 2;

let numbered = 0;

/** Writes at a pace, senders in turn, and tells what became of every message. */
export async function runLoad(
  sockets: readonly LoadSocket[],
  options: LoadOptions,
): Promise<Outcome> {
  const load = new Load(sockets, options);
  for (const socket of sockets) socket.witness = load;
  await load.run();
  await sleep(0);
  for (const socket of sockets) socket.witness = null;
  return load.outcome();
}

class Load implements LoadWitness {
  readonly #senders: LoadSocket[];
  readonly #options: LoadOptions;
  readonly #text: string;
  readonly #first = numbered + 1;
  readonly #sentAtMs = new Float64Array(places);
  readonly #acks = new Stopwatch();
  readonly #refusals = new Stopwatch();
  readonly #deliveries = new Stopwatch();
  readonly #codes: Record<string, number> = {};
  readonly #closed: Record<string, number> = {};
  readonly #timeline: number[] = [];
  #beganMs = 0;
  #endedMs = 0;
  #sent = 0;
  #turn = 0;
  #inFlight = 0;
  #withoutRetry = 0;
  #lateMs = 0;
  #ackedAtMs = 0;
  #longestGapMs = 0;
  #isOver = false;

  constructor(sockets: readonly LoadSocket[], options: LoadOptions) {
    this.#senders = sockets.filter(({ isWriter }) => isWriter);
    this.#options = options;
    this.#text = 'natter '.repeat(options.textBytes).slice(0, options.textBytes);
  }

  async run(): Promise<void> {
    const { pace, seconds, graceMs } = this.#options;
    this.#beganMs = performance.now();
    const endMs = this.#beganMs + seconds * 1000;
    let lastMs = this.#beganMs;
    for (let now = lastMs; now < endMs; now = performance.now()) {
      this.#lateMs = Math.max(this.#lateMs, now - lastMs - beatMs);
      lastMs = now;
      if ('perSecond' in pace) this.#catchUp((now - this.#beganMs) * (pace.perSecond / 1000));
      else this.#fill(pace.window);
      await sleep(beatMs);
    }
    this.#endedMs = performance.now();
    this.#isOver = true;
    const graceEndMs = this.#endedMs + graceMs;
    while (this.#inFlight > 0 && performance.now() < graceEndMs) await sleep(10);
  }

  outcome(): Outcome {
    return {
      sent: this.#sent,
      seconds: (this.#endedMs - this.#beganMs) / 1000,
      acked: this.#acks.times(),
      refused: this.#refusals.times(),
      codes: this.#codes,
      withoutRetry: this.#withoutRetry,
      unanswered: this.#inFlight,
      closed: this.#closed,
      timeline: Array.from(this.#timeline, (count: number | undefined) => count ?? 0),
      delivered: this.#deliveries.times(),
      longestGapMs: this.#longestGapMs,
      lateMs: this.#lateMs,
    };
  }

  acked(number: number): void {
    if (number < this.#first) return;
    const now = performance.now();
    this.#acks.record(now - this.#sentAtMs[number & (places - 1)]!);
    if (this.#ackedAtMs > 0) {
      this.#longestGapMs = Math.max(this.#longestGapMs, now - this.#ackedAtMs);
    }
    this.#ackedAtMs = now;
    const slot = Math.floor((now - this.#beganMs) / timelineMs);
    this.#timeline[slot] = (this.#timeline[slot] ?? 0) + 1;
    this.#settled();
  }

  refused(number: number, code: string, retryMs: number | undefined): void {
    if (number < this.#first) return;
    this.#refusals.record(performance.now() - this.#sentAtMs[number & (places - 1)]!);
    this.#codes[code] = (this.#codes[code] ?? 0) + 1;
    if (!(retryMs && retryMs > 0)) this.#withoutRetry++;
    this.#settled();
  }

  delivered(number: number): void {
    if (number < this.#first) return;
    this.#deliveries.record(performance.now() - this.#sentAtMs[number & (places - 1)]!);
  }

  closed(code: number): void {
    this.#closed[code] = (this.#closed[code] ?? 0) + 1;
  }

  #settled(): void {
    this.#inFlight--;
    const { pace } = this.#options;
    if ('window' in pace && !this.#isOver) this.#fill(pace.window);
  }

  #fill(window: number): void {
    while (this.#inFlight < window) this.#send();
  }

  #catchUp(due: number): void {
    while (this.#sent < due) this.#send();
  }

  #send(): void {
    const sender = this.#senders[this.#turn]!;
    this.#turn = (this.#turn + 1) % this.#senders.length;
    const number = ++numbered;
    this.#sentAtMs[number & (places - 1)] = performance.now();
    this.#sent++;
    this.#inFlight++;
    if (sender.isOpen()) sender.send(number, this.#text);
  }
}

class Stopwatch {
  readonly #histogram = new Histogram();
  #maxMs = 0;

  record(ms: number): void {
    this.#histogram.record(ms);
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  times(): Times {
    const { count } = this.#histogram;
    const [p50Ms, p99Ms] = [this.#histogram.quantileMs(0.5), this.#histogram.quantileMs(0.99)];
    return { count, p50Ms, p99Ms, maxMs: this.#maxMs };
  }
}
