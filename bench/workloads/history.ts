import { openAsker } from '../load/asker.ts';
import type { RunFile } from '../../internal/home/run-file.ts';
import type { RunningSystem } from '../system.ts';
import { makeRooms, newAccounts, newVisitors, type Somebody } from '../systems/natter-people.ts';
import type { Lane, Stand, Target, Workload } from '../workload.ts';
import { fillChannel } from './history-rows.ts';
import { measureHistory, type Reader } from './history-times.ts';
import { raisedFrames } from './pairs.ts';
import { openPlainReader } from './plain-reader.ts';

const entries = 1_000_000;
const few = 1000;
const natter = 'natter, 1,000,000';
const natterFew = 'natter, 1,000';
const natterEmpty = 'natter, empty';
const plain = 'plain SQL, 1,000,000';

const mostOfPlain = 2;
const flat = 1.3;

/**
 * How soon somebody sees the end of a long channel, a page of it, and 10,000 messages page by page:
 * against the same rows by SQL, and against channels that are short or empty.
 */
export const history: Workload = {
  name: 'history',
  what:
    'last 50 messages of a channel of 1,000,000, the page of 50 that lies 10,000 back, and ' +
    '10,000 messages in pages of 200, each again and again; cold: pages that nobody looked at; ' +
    'unseen: asked by somebody for whom the channel is not live',
  rounds: 4,
  seconds: 4,
  settings: raisedFrames,
  lanes: [
    natterLane(natter, entries),
    natterLane(natterFew, few),
    natterLane(natterEmpty, 0),
    { name: plain, system: 'plain-sql', open: openPlainStand },
  ],
  targets: [
    against(plain, 'lastMs', mostOfPlain),
    against(plain, 'pageMs', mostOfPlain),
    against(plain, 'pagingMs', mostOfPlain),
    against(natterFew, 'lastUnseenMs', flat),
    against(natterFew, 'pageMs', flat),
    against(natterEmpty, 'openMs', flat),
    against(natterEmpty, 'postMs', flat),
  ],
};

function against(peer: string, figure: string, most: number): Target {
  return { figure, lane: natter, peer, most };
}

function natterLane(name: string, length: number): Lane {
  return { name, system: 'natter', open: (running) => openNatterStand(running, length) };
}

/** The channels that lanes made, by their length: plain SQL reads one of them. */
const channels = new Map<number, string>();

async function openNatterStand(system: RunningSystem, length: number): Promise<Stand> {
  const run = system.run!();
  const [agent] = await newAccounts(run, 'agent', 1);
  const [visitor, listener] = await newVisitors(run, 2);
  const room = { agent: agent!, visitor: visitor!, listeners: [listener!] };
  const [channel] = await makeRooms(run, [room]);
  channels.set(length, channel!);
  await fillChannel(run, channel!, visitor!, length);
  const reader = await openNatterReader(system.url, channel!, length, room.visitor, listener!);
  return standOf(reader, system, length);
}

async function openPlainStand(system: RunningSystem): Promise<Stand> {
  const run: RunFile = system.run!();
  return standOf(await openPlainReader(run, channels.get(entries)!, entries), system, entries);
}

function standOf(reader: Reader, system: RunningSystem, length: number): Stand {
  return {
    measure: (_round, seconds) => measureHistory(reader, system, length, seconds),
    [Symbol.asyncDispose]: async () => reader[Symbol.dispose](),
  };
}

/** The visitor's channel is live on their socket; the listener's is not on theirs. */
async function openNatterReader(
  url: string,
  channel: string,
  length: number,
  visitor: Somebody,
  listener: Somebody,
): Promise<Reader> {
  const live = await openAsker(url, visitor.token);
  const stranger = await openAsker(url, listener.token);
  const inChannel = { channel_id: channel };
  let posted = 0;
  const page = (asker: typeof live, after: number, before: number) =>
    asker.ask({ op: 'open', ...inChannel, after, before }, ({ seq }) => seq === before - 1);
  return {
    last: (count) => page(live, length - count, length + 1),
    lastUnseen: (count) => page(stranger, length - count, length + 1),
    page: (after, count) => page(live, after, after + count + 1),
    open: () => {
      const after = length + posted;
      return live.ask({ op: 'open', ...inChannel, after }, ({ op }) => op === 'opened');
    },
    post: () => {
      const id = `post-${++posted}-${length}`;
      const frame = { op: 'send', id, ...inChannel, to: '*', type: 'text', data: 'one more' };
      return live.ask(frame, ({ op, id: acked }) => op === 'ack' && acked === id);
    },
    [Symbol.dispose]: () => {
      live[Symbol.dispose]();
      stranger[Symbol.dispose]();
    },
  };
}
