import type { SignedIn } from '../../internal/testing/people.ts';
import { enter, type Seated } from '../../internal/testing/rooms.ts';
import type { AnyFrame } from '../../internal/testing/socket.ts';
import type { MessageChangedFrame, MessageFrame } from '../static/client/frames.d.ts';
import { changeMessage } from '../static/client/message-changes.js';

export type LogEntry = { kind: string; seq: number } & Record<string, unknown>;
export type LogPage = { data: LogEntry[]; page: { prev: string | null } };

export type ReaderOptions = {
  who: SignedIn;
  team: string;
  mate: SignedIn;
  ask: (path: string) => Promise<LogPage>;
  relays: readonly string[];
};

/** What somebody knows of one log: by REST up to `base`, by the socket from there on. */
type Log = { base: number; last: number; entries: Map<number, LogEntry> };

/**
 * A program that takes the old from REST and the new from the socket, and nothing else: every
 * entry must come to it once.
 */
export class Reader {
  #who;
  #team;
  #mate;
  #ask;
  #relays;
  #socket: Seated | null = null;
  #taken = 0;
  #connections = 0;
  logs = new Map<string, Log>();

  /** `mate` is the other of the one thread that there is; `ask` asks `/v1` as this person. */
  constructor({ who, team, mate, ask, relays }: ReaderOptions) {
    this.#who = who;
    this.#team = team;
    this.#mate = mate;
    this.#ask = ask;
    this.#relays = relays;
  }

  get socket() {
    return this.#socket!;
  }

  /** Comes back where it was, or, `forgetful`, as somebody who knows nothing. */
  async connect({ forgetful }: { forgetful: boolean }) {
    this.take();
    this.#socket?.[Symbol.dispose]();
    // What came between the last look and the end is lost to it, as on a broken line.
    if (forgetful) this.logs.clear();
    const resume = Object.fromEntries([...this.logs].map(([key, { last }]) => [key, last]));
    const url = this.#relays[this.#connections++ % this.#relays.length]!;
    this.#socket = await enter(
      url,
      this.#who.token,
      forgetful ? {} : { store: this.store, resume },
    );
    this.store = String(this.#socket.welcome['store']);
    this.#taken = 0;
    const channels = this.#socket.welcome['channels'] as {
      id: string;
      to?: string;
      head: number;
    }[];
    const here = channels.filter(({ id }) => id === this.#team);
    for (const { id, to, head } of here) this.#begin(to ? `${id}:${to}` : id, head);
    this.take();
  }

  store = '';

  #begin(key: string, head: number) {
    if (!this.logs.has(key)) this.logs.set(key, { base: head, last: head, entries: new Map() });
  }

  /** Takes what the socket brought since the last look. */
  take() {
    const { received = [] } = this.#socket ?? {};
    for (; this.#taken < received.length; this.#taken += 1) this.#hear(received[this.#taken]!);
  }

  #hear(frame: AnyFrame) {
    if (frame['channel_id'] !== this.#team && frame['id'] !== this.#team) return;
    if (frame.op === 'joined') {
      const { channel } = frame as unknown as { channel: { to?: string; head: number } };
      this.#begin(channel.to ? this.threadKey : this.#team, channel.head);
    }
    if (typeof frame['seq'] !== 'number' || frame['ts'] === undefined || frame.op === 'ack') return;
    const isThread = typeof frame['to'] === 'string' && frame['to'] !== '*';
    const key = isThread ? this.threadKey : this.#team;
    this.#begin(key, frame['seq'] - 1);
    const log = this.logs.get(key)!;
    const { op, ...rest } = frame;
    requireSame(frame['seq'], log.last + 1, `${key} by the socket`);
    log.last = frame['seq'];
    log.entries.set(log.last, { ...rest, kind: op } as LogEntry);
  }

  get threadKey() {
    return `${this.#team}:${this.#mate.id}`;
  }

  /** Reads by REST what lies before what the socket brings. */
  async readPast(limit: number) {
    for (const [key, log] of this.logs) {
      const to = key === this.#team ? '' : `&to=${this.#mate.id}`;
      const path = `/v1/channels/${this.#team}/messages?kind=all&limit=${limit}${to}`;
      let place: string | null = `before=${log.base + 1}`;
      const { base } = log;
      let due = base;
      while (place !== null && due > 0) {
        const { data, page }: LogPage = await this.#ask(`${path}&${place}`);
        for (const entry of data.toReversed()) {
          requireSame(entry.seq, due, `${key} by REST`);
          due -= 1;
          log.entries.set(entry.seq, entry);
        }
        place = page.prev === null ? null : `cursor=${page.prev}`;
      }
      requireSame(due, 0, `${key} by REST`);
      log.base = 0;
    }
  }

  /** The messages as they are after all that is known. */
  messages(key: string): LogEntry[] {
    const shown = new Map<number, LogEntry>();
    const { entries } = this.logs.get(key) ?? { entries: new Map<number, LogEntry>() };
    for (const entry of [...entries.values()].toSorted((a, b) => a.seq - b.seq)) {
      if (entry.kind === 'message') shown.set(entry.seq, entry);
      if (entry.kind !== 'message_changed') continue;
      const change = entry as unknown as MessageChangedFrame;
      const before = shown.get(change.of) as unknown as MessageFrame;
      shown.set(change.of, changeMessage(before, change) as unknown as LogEntry);
    }
    return [...shown.values()];
  }
}

function requireSame(found: unknown, due: unknown, where: string): void {
  if (found !== due)
    throw new Error(`${where}: ${String(found)} came where ${String(due)} was due`);
}
