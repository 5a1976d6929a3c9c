import type { ServerFrame } from '../../../../internal/contract/server-frames.ts';
import type { ClientLog } from './history.ts';
import { recordSockets } from './recording-socket.ts';

/**
 * A member who only reads, one channel, with a socket and no client module between: what it was
 * given is what it shows. After a loss it comes back and resumes behind the last entry it has.
 */
export type Observer = Disposable & {
  log: ClientLog;
  lastSeq: () => number;
  /** A `welcome` came on the connection that is open now. */
  readonly isWelcome: boolean;
};

export type ObserverOptions = {
  name: string;
  person: string;
  url: string;
  channelId: string;
  token: () => Promise<string>;
};

const againMs = 150;

export function openObserver(options: ObserverOptions): Observer {
  const { name, person, channelId } = options;
  const log: ClientLog = {
    name,
    person,
    sent: [],
    tries: [],
    acks: [],
    refusals: [],
    sockets: [],
    shown: [],
  };
  const RecordingSocket = recordSockets(log);
  let last = 0;
  let isEnded = false;
  let isWelcome = false;
  let socket: WebSocket | undefined;
  const hear = (frame: ServerFrame) => {
    if (frame.op === 'welcome') isWelcome = true;
    if (frame.op === 'reset') last = 0;
    if (!('seq' in frame) || frame.op === 'ack' || frame.op === 'seen') return;
    if (frame.channel_id !== channelId || frame.seq === undefined || frame.seq <= last) return;
    last = frame.seq;
    if (frame.op !== 'message') return;
    const { seq, id: cid, from, data: text } = frame;
    log.shown.push({ channelId, seq, cid, from, text, atMs: performance.now() });
  };
  const connect = async (): Promise<void> => {
    const token = await options.token().catch(() => null);
    if (isEnded) return;
    if (token === null) return void setTimeout(() => void connect(), againMs);
    const mine = new RecordingSocket(`${options.url.replace(/^http/, 'ws')}/ws`);
    socket = mine;
    mine.addEventListener('open', () => {
      mine.send(JSON.stringify({ op: 'hello', token, resume: { [channelId]: last } }));
    });
    mine.addEventListener('message', ({ data }) => hear(JSON.parse(String(data)) as ServerFrame));
    mine.addEventListener('close', () => {
      isWelcome = false;
      if (!isEnded) setTimeout(() => void connect(), againMs);
    });
  };
  void connect();
  return {
    log,
    lastSeq: () => last,
    get isWelcome() {
      return isWelcome;
    },
    [Symbol.dispose]() {
      isEnded = true;
      socket?.close();
    },
  };
}
