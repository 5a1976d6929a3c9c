import { Client } from '../../../../web/static/client/client.js';
import type { MessageFrame } from '../../../../web/static/client/frames.d.ts';
import { createKeptValue } from '../../../../web/static/client/kept-value.js';
import { acceptOutbox, Outbox } from '../../../../web/static/client/outbox.js';
import type { Ack, ClientLog, Sent } from './history.ts';
import { recordSockets } from './recording-socket.ts';

/** The project's own client, which writes down all that it does and sees. */
export type FaultClient = Disposable & {
  client: Client;
  log: ClientLog;
  /** Puts a text into the outbox; it goes out when it can. */
  say: (channelId: string, text: string) => Sent;
  /** Messages that were written and have neither an ack nor stand in the log. */
  unsettled: () => Sent[];
  unsettledCount: () => number;
  /** What was written under this id. */
  textOf: (cid: string) => string | undefined;
  /** The last entry of a channel's log on this screen. */
  lastSeq: (channelId: string) => number;
};

export type FaultClientOptions = {
  name: string;
  person: string;
  /** `http://host:port` of a relay or of a web. */
  url: string;
  /** A token that is good now. */
  token: () => Promise<string>;
  onAck?: (ack: Ack) => void;
};

/** Connects at once and for good. What the server puts off for too long is tried again. */
export function openFaultClient(options: FaultClientOptions): FaultClient {
  const log: ClientLog = {
    name: options.name,
    person: options.person,
    sent: [],
    tries: [],
    acks: [],
    refusals: [],
    sockets: [],
    shown: [],
  };
  const kept = createKeptValue({ key: 'outbox', accept: acceptOutbox, storages: [] });
  const outbox = new Outbox(kept);
  const client = new Client({
    url: `${options.url.replace(/^http/, 'ws')}/ws`,
    session: { token: options.token, renew: () => undefined },
    outbox,
    WebSocket: recordSockets(log),
  });
  const unsettled = new Map<string, Sent>();
  const texts = new Map<string, string>();
  let acksSeen = 0;
  client.listen((event) => {
    if (event.type === 'message') show(log, event.message);
    if (event.type === 'message') unsettled.delete(event.message.id);
    if (event.type !== 'outbox') return;
    for (const ack of log.acks.slice(acksSeen)) {
      unsettled.delete(ack.cid);
      options.onAck?.(ack);
    }
    acksSeen = log.acks.length;
    for (const item of outbox.all) if (item.state === 'failed') retryLater(client, item.cid);
  });
  client.connect();
  return {
    client,
    log,
    say(channelId, text) {
      client.send(channelId, text);
      const { cid } = outbox.all.at(-1)!;
      const sent = { cid, channelId, text, atMs: performance.now() };
      log.sent.push(sent);
      unsettled.set(cid, sent);
      texts.set(cid, text);
      return sent;
    },
    textOf: (cid) => texts.get(cid),
    unsettledCount: () => unsettled.size,
    unsettled: () => [...unsettled.values()],
    lastSeq: (channelId) => client.state.rooms.get(channelId)?.log.last ?? 0,
    [Symbol.dispose]: () => client.stop('The test is over.'),
  };
}

const personTriesAgainMs = 300;

/** As a person would who sees that it failed. */
function retryLater(client: Client, cid: string): void {
  setTimeout(() => client.retry(cid), personTriesAgainMs).unref();
}

function show(log: ClientLog, message: MessageFrame): void {
  const { channel_id: channelId, seq, id: cid, from, data: text } = message;
  log.shown.push({ channelId, seq, cid, from, text, atMs: performance.now() });
}
