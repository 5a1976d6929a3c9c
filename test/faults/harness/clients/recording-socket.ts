import type { ServerFrame } from '../../../../internal/contract/server-frames.ts';
import type { ClientLog, SocketLog } from './history.ts';

type Frame = { op: string; id?: string; resume?: Record<string, number> };

/** The platform's WebSocket, writing down what goes through it before the client hears of it. */
export function recordSockets(log: ClientLog): typeof WebSocket {
  return class RecordingSocket extends WebSocket {
    readonly #number = log.sockets.length;
    readonly #socket: SocketLog = { openedAtMs: performance.now(), wire: [] };

    constructor(url: string | URL) {
      super(url);
      log.sockets.push(this.#socket);
      this.addEventListener('message', ({ data }) => {
        noteFrame(log, this.#socket, JSON.parse(String(data)) as ServerFrame);
      });
      this.addEventListener('close', ({ code }) => {
        this.#socket.closedAtMs = performance.now();
        this.#socket.closeCode = code;
      });
    }

    override send(data: string): void {
      const frame = JSON.parse(data) as Frame;
      const atMs = performance.now();
      if (frame.op === 'send') log.tries.push({ cid: frame.id!, socket: this.#number, atMs });
      for (const [channelId, after] of Object.entries(frame.resume ?? {})) {
        this.#socket.wire.push({ kind: 'start', channelId, after, atMs });
      }
      super.send(data);
    }
  };
}

function noteFrame(log: ClientLog, { wire }: SocketLog, frame: ServerFrame): void {
  const atMs = performance.now();
  if (frame.op === 'ack') {
    log.acks.push({ cid: frame.id, channelId: frame.channel_id, seq: frame.seq, atMs });
  } else if (frame.op === 'error') {
    const { id: cid, of: op, code, retry_ms: retryMs } = frame;
    log.refusals.push({ cid, op, code, retryMs, atMs });
  } else if (frame.op === 'opened' || frame.op === 'reset') {
    wire.push({ kind: 'start', channelId: frame.channel_id, after: null, atMs });
  } else if (frame.op === 'joined') {
    wire.push({ kind: 'start', channelId: frame.channel.id, after: null, atMs });
  } else if (frame.op === 'message') {
    const { channel_id: channelId, seq, id: cid, from, data: text } = frame;
    wire.push({ kind: 'entry', channelId, seq, cid, from, text, atMs });
  } else if (frame.op === 'notice' || frame.op === 'conversation') {
    if (frame.seq === undefined) return;
    wire.push({ kind: 'entry', channelId: frame.channel_id, seq: frame.seq, atMs });
  }
}
