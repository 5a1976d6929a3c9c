import type { Workload } from '../workload.ts';
import { type ChatPlan, chatLane } from './chat-load.ts';
import { perSenderPerS } from './pairs.ts';

const plan: ChatPlan = { rooms: 50, members: 2, window: 1, perSenderPerS, unit: 'acked' };

export const single: Workload = {
  name: 'single',
  what: 'one message at a time, each stored before it is acked',
  rounds: 6,
  seconds: 5,
  lanes: [chatLane('natter', plan), chatLane('socket-io-insert', plan)],
  targets: [{ figure: 'p50Ms', lane: 'natter', peer: 'socket-io-insert', most: 2.5 }],
};
