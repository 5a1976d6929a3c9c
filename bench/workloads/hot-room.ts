import type { Workload } from '../workload.ts';
import { type ChatPlan, chatLane } from './chat-load.ts';
import { perSenderPerS } from './pairs.ts';

const plan: ChatPlan = {
  kind: 'team',
  rooms: 1,
  members: 200,
  window: 32,
  perSenderPerS,
  unit: 'deliveries',
};

const wide = 'natter, window 128';

export const hotRoom: Workload = {
  name: 'hot-room',
  what:
    'a team of 200 who all write, 100 B messages, 32 on their way at once, of each 45 a second ' +
    'at most; natter stores them',
  rounds: 6,
  seconds: 5,
  lanes: [
    chatLane('natter', plan),
    chatLane('socket-io', plan),
    chatLane('raw-ws', plan),
    chatLane('natter', { ...plan, window: 128 }, wide),
  ],
  targets: [
    { figure: 'throughput', lane: 'natter', peer: 'socket-io', least: 5, aim: 8 },
    { figure: 'cpuUs', lane: 'natter', peer: 'socket-io', most: 0.25 },
    { figure: 'throughput', lane: 'natter', peer: 'raw-ws', least: 4 },
  ],
};
