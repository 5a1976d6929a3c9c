import type { Workload } from '../workload.ts';
import { type ChatPlan, chatLane } from './chat-load.ts';

/** Under the 50 frames a second that natter lets one socket send. */
export const perSenderPerS = 45;

/** For where few people send as fast as they can. */
export const raisedFrames = { LIMIT_SOCKET_FRAMES: '100000' };

const plan: ChatPlan = { rooms: 500, members: 2, window: 200, perSenderPerS, unit: 'acked' };

export const pairs: Workload = {
  name: 'pairs',
  what: '500 rooms of two, 200 messages on their way at once; natter and one peer store them',
  rounds: 6,
  seconds: 5,
  lanes: [
    chatLane('natter', plan),
    chatLane('socket-io-insert', plan),
    chatLane('socket-io', plan),
  ],
  targets: [
    { figure: 'throughput', lane: 'natter', peer: 'socket-io-insert', least: 2.5, aim: 4 },
    { figure: 'p99Ms', lane: 'natter', peer: 'socket-io-insert', most: 0.5 },
  ],
};
