import type { Socket } from 'node:net';
import type { Cut, Direction, Filter, ProxyState } from './faults.ts';

export type PipeOptions = {
  direction: Direction;
  from: Socket;
  to: Socket;
  state: ProxyState;
  bytes: Record<Direction, number>;
  onCut: (by: Cut['by'], forwarded: boolean) => void;
};

const maxWaitingBytes = 1024 * 1024;

/** What flows one way through one connection. */
export class Pipe {
  readonly #options: PipeOptions;
  #waiting: { data: Buffer; dueMs: number }[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #filter: Filter | null = null;
  #isStopped = false;
  #hasEnded = false;
  #passed = 0;
  /** On a slow line: when more may go. */
  #freeAtMs = 0;
  /** The end of what came last, for patterns that fall between two pieces. */
  #tail = Buffer.alloc(0);

  constructor(options: PipeOptions) {
    this.#options = options;
    const { from, to } = options;
    this.renewFilter();
    from.on('data', (data: Buffer) => this.#take(data));
    from.once('end', () => {
      this.#later(() => {
        this.#hasEnded = true;
        this.#pump();
      });
    });
    from.once('close', () => this.#later(() => this.#isStopped || to.destroy()));
    to.on('drain', () => this.#pump());
  }

  /** When the other end may learn of it. */
  #later(happen: () => void): void {
    const { closeDelayMs } = this.#options.state.faults;
    if (closeDelayMs > 0) setTimeout(happen, closeDelayMs);
    else setImmediate(happen);
  }

  renewFilter(): void {
    this.#filter = this.#options.state.makeFilter?.(this.#options.direction) ?? null;
  }

  look(): void {
    this.#pump();
  }

  /** Nothing goes through any more. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #take(data: Buffer): void {
    if (this.#isStopped) return;
    if (this.#filter) this.#filter(data, (passed) => this.#queue(passed));
    else this.#queue(data);
  }

  #queue(data: Buffer): void {
    if (this.#isStopped) return;
    const { latencyMs, jitterMs } = this.#options.state.faults;
    // A later piece never passes an earlier one: a connection keeps its order.
    const earliestMs = this.#waiting.at(-1)?.dueMs ?? 0;
    const dueMs = performance.now() + latencyMs + Math.random() * jitterMs;
    this.#waiting.push({ data, dueMs: Math.max(dueMs, earliestMs) });
    this.#waitingBytes += data.length;
    if (this.#waitingBytes > maxWaitingBytes) this.#options.from.pause();
    this.#pump();
  }

  #pump(): void {
    clearTimeout(this.#timer);
    const { direction, to, from, state } = this.#options;
    const { blackhole, bytesPerSecond } = state.faults;
    if (blackhole === true || blackhole === direction || this.#isStopped) return;
    while (this.#waiting.length > 0 && !to.writableNeedDrain) {
      const first = this.#waiting[0]!;
      const leftMs = Math.max(first.dueMs, this.#freeAtMs) - performance.now();
      if (leftMs > 0) return void (this.#timer = setTimeout(() => this.#pump(), leftMs));
      if (this.#write(this.#takeSome(first, bytesPerSecond))) return;
    }
    if (from.isPaused() && this.#waitingBytes < maxWaitingBytes / 2) from.resume();
    if (this.#hasEnded && this.#waiting.length === 0) to.end();
  }

  /** All of it, or on a slow line what 50 ms let through. */
  #takeSome(first: { data: Buffer }, bytesPerSecond: number): Buffer {
    const { data } = first;
    const most = bytesPerSecond > 0 ? Math.max(1, Math.floor(bytesPerSecond / 20)) : Infinity;
    const some = data.length > most ? data.subarray(0, most) : data;
    if (some === data) this.#waiting.shift();
    else first.data = data.subarray(most);
    this.#waitingBytes -= some.length;
    if (bytesPerSecond > 0) {
      this.#freeAtMs = performance.now() + (some.length / bytesPerSecond) * 1000;
    }
    return some;
  }

  /** True when the connection was cut. */
  #write(data: Buffer): boolean {
    const { direction, to, bytes, state, onCut } = this.#options;
    const cut = state.cuts.find((candidate) => this.#isDue(candidate, data));
    this.#tail = Buffer.concat([this.#tail, data]).subarray(-256);
    this.#passed += data.length;
    bytes[direction] += data.length;
    if (!cut) {
      to.write(data);
      return false;
    }
    state.cuts = state.cuts.filter((other) => other !== cut);
    const isForwarded = cut.forward === 'after';
    if (isForwarded) to.write(data);
    this.stop();
    onCut(cut.by, isForwarded);
    cut.resolve();
    return true;
  }

  #isDue(cut: ProxyState['cuts'][number], data: Buffer): boolean {
    if (cut.in !== this.#options.direction) return false;
    if (cut.afterBytes !== undefined) return this.#passed + data.length >= cut.afterBytes;
    const pattern = Buffer.from(cut.pattern ?? '');
    const seam = this.#tail.subarray(-(pattern.length - 1) || this.#tail.length);
    const hits = countIn(Buffer.concat([seam, data]), pattern);
    cut.left -= hits;
    return cut.left <= 0;
  }
}

function countIn(data: Buffer, pattern: Buffer): number {
  let count = 0;
  for (let at = data.indexOf(pattern); at >= 0; at = data.indexOf(pattern, at + 1)) count += 1;
  return count;
}
