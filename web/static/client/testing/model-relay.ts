import type { ServerFrame } from '../frames.d.ts';

type Message = { cid: string; from: string; data: string };
type ClientFrame = { op: string } & Record<string, unknown>;

/** What becomes of the next message that is sent: `unknown` is stored and said to have failed. */
export type Verdict = 'rate_limited' | 'unavailable' | 'internal' | 'unknown' | 'too_large';

export const channelIds = ['a', 'b'] as const;
export const me = { id: 'me', name: 'Me', role: 'user', org: 'main' } as const;
const ts = '2026-01-31T08:15:30.123Z';
const mine = { state: 'open', owner: null, epoch: 1, visitor: me, waiting_since: null } as const;

/**
 * What a relay and everything behind it promise to a client, and no more, in one object: logs, and
 * wires whose frames move only when they are told to. No clock, no network.
 */
export class ModelRelay {
  readonly logs = new Map<string, Message[]>(channelIds.map((id) => [id, []]));
  readonly wires = new Set<ModelWire>();
  readonly verdicts: Verdict[] = [];
  /** False: nobody can connect. */
  isUp = true;

  /** The platform's WebSocket, as far as the client knows it. */
  readonly WebSocket = socketOf(this);

  write(channelId: string, message: Message): number {
    const log = this.logs.get(channelId)!;
    const known = log.findIndex(({ cid, from }) => cid === message.cid && from === message.from);
    if (known >= 0) return known + 1;
    const seq = log.push(message);
    for (const wire of this.wires) wire.append(channelId, seq);
    return seq;
  }

  entry(channelId: string, seq: number): ServerFrame {
    const { cid: id, from, data } = this.logs.get(channelId)![seq - 1]!;
    const frame = {
      op: 'message',
      channel_id: channelId,
      id,
      to: '*',
      type: 'text',
      data,
    } as const;
    return { ...frame, from, name: from, role: 'user', ts, seq };
  }
}

/** One connection: what the client sent and the relay has not read, and the other way round. */
export class ModelWire {
  readyState = 0;
  readonly up: ClientFrame[] = [];
  readonly down: ServerFrame[] = [];
  /** Live entries that this socket is not given, as when an event was lost on the way here. */
  skips = 0;
  readonly #relay: ModelRelay;
  readonly #listeners: Record<string, ((event: object) => void)[]> = {};
  readonly #live = new Set<string>();

  constructor(relay: ModelRelay) {
    this.#relay = relay;
    relay.wires.add(this);
  }

  addEventListener(name: string, listener: (event: object) => void): void {
    (this.#listeners[name] ??= []).push(listener);
  }

  send(text: string): void {
    this.up.push(JSON.parse(text) as ClientFrame);
  }

  close(): void {
    this.readyState = 3;
    this.#relay.wires.delete(this);
  }

  /** The connection comes about. */
  open(): void {
    if (this.readyState !== 0) return;
    if (!this.#relay.isUp) return this.end(1006);
    this.readyState = 1;
    this.#tell('open', {});
  }

  /** The connection ends; what is still on the wire either way is lost. */
  end(code: number): void {
    if (this.readyState === 3) return;
    this.close();
    this.#tell('close', { code });
  }

  /** The relay reads one frame of the client. */
  serve(): void {
    const frame = this.up.shift();
    if (frame) this.#answer(frame);
  }

  /** One frame of the relay arrives. */
  deliver(): void {
    const frame = this.readyState === 1 ? this.down.shift() : undefined;
    if (frame) this.#tell('message', { data: JSON.stringify(frame) });
  }

  append(channelId: string, seq: number): void {
    if (!this.#live.has(channelId)) return;
    if (this.skips > 0) this.skips--;
    else this.down.push(this.#relay.entry(channelId, seq));
  }

  /** Entries that the client has had already. */
  repeat(channelId: string, count: number): void {
    if (this.#live.has(channelId))
      this.#replay(channelId, Math.max(0, this.#head(channelId) - count));
  }

  #answer(frame: ClientFrame): void {
    const channelId = String(frame['channel_id']);
    if (frame.op === 'hello') this.#welcome(frame['resume'] as Record<string, number>);
    if (frame.op === 'ping') this.down.push({ op: 'pong' });
    if (frame.op === 'open') {
      this.down.push({ op: 'opened', channel_id: channelId, head: this.#head(channelId) });
      const before = frame['before'] === undefined ? Infinity : Number(frame['before']);
      this.#replay(channelId, Number(frame['after']), before);
    }
    if (frame.op === 'send') this.#store(channelId, String(frame['id']), String(frame['data']));
  }

  #welcome(resume: Record<string, number>): void {
    const channels = channelIds.map((id) => {
      const head = this.#head(id);
      const conversation = { ...mine, id, channel_id: id };
      return { id, kind: 'conversation', name: id, head, seen: 0, conversation } as const;
    });
    const user = { ...me, online: false };
    const rest = { store: 's', agents_online: false, ping_s: 20 };
    this.down.push({ op: 'welcome', user, channels, ...rest });
    for (const id of channelIds) {
      if (resume[id] !== undefined) this.#replay(id, resume[id]);
      this.#live.add(id);
    }
    this.down.push({ op: 'caught_up' });
  }

  #store(channelId: string, cid: string, data: string): void {
    const verdict = this.#relay.verdicts.shift();
    const error = {
      op: 'error',
      of: 'send',
      id: cid,
      channel_id: channelId,
      message: 'No.',
    } as const;
    if (verdict && verdict !== 'unknown') {
      const retry = verdict === 'too_large' ? {} : { retry_ms: 300 };
      return void this.down.push({ ...error, code: verdict, ...retry });
    }
    const seq = this.#relay.write(channelId, { cid, from: me.id, data });
    if (verdict) this.down.push({ ...error, code: 'internal', retry_ms: 300 });
    else this.down.push({ op: 'ack', id: cid, channel_id: channelId, seq, ts });
  }

  #replay(channelId: string, after: number, before = Infinity): void {
    const last = Math.min(this.#head(channelId), before - 1);
    for (let seq = after + 1; seq <= last; seq++) this.down.push(this.#relay.entry(channelId, seq));
  }

  #head(channelId: string): number {
    return this.#relay.logs.get(channelId)!.length;
  }

  #tell(name: string, event: object): void {
    for (const listener of this.#listeners[name] ?? []) listener(event);
  }
}

function socketOf(relay: ModelRelay): typeof globalThis.WebSocket {
  const socket = class extends ModelWire {
    constructor() {
      super(relay);
    }
  };
  return socket as unknown as typeof globalThis.WebSocket;
}
