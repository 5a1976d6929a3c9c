import type { Workload } from '../workload.ts';
import { type ChatPlan, chatLane } from './chat-load.ts';

const plan: ChatPlan = {
  rooms: 1,
  members: 200,
  window: 32,
  perSenderPerS: null,
  unit: 'deliveries',
};

const wide = 'natter, window 128';

/** Only a conversation's visitor and agent may write in it, so these two send everything. */
export const hotRoomSettings = { LIMIT_SOCKET_FRAMES: '100000' };

export const hotRoom: Workload = {
  name: 'hot-room',
  what: '200 people in one room, 100 B messages, 32 on their way at once; natter stores them',
  rounds: 6,
  seconds: 5,
  settings: hotRoomSettings,
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
