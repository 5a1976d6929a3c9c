import type { Lane, Target, Workload } from '../workload.ts';
import { type ChatPlan, chatLane } from './chat-load.ts';
import { perSenderPerS, raisedFrames } from './pairs.ts';

const room: Omit<ChatPlan, 'members'> = {
  kind: 'team',
  rooms: 1,
  window: 32,
  perSenderPerS: null,
  unit: 'deliveries',
};
const two: Omit<ChatPlan, 'rooms'> = { members: 2, window: 200, perSenderPerS, unit: 'acked' };

const ofMembers = [50, 200, 800];
const ofRooms = [100, 500, 2000];
const most = 1.3;

const roomName = (members: number) => `team of ${members}`;
const pairsName = (rooms: number) => `${rooms} rooms of two`;

/** Each size against the one before: what a message costs must not grow with the crowd. */
export const growth: Workload = {
  name: 'growth',
  what: 'natter alone: a team of 50, 200 and 800, and 100, 500 and 2,000 rooms of two',
  rounds: 4,
  seconds: 5,
  settings: raisedFrames,
  lanes: [
    ...ofMembers.map((members): Lane =>
      chatLane('natter', { ...room, members }, roomName(members)),
    ),
    ...ofRooms.map((rooms): Lane => chatLane('natter', { ...two, rooms }, pairsName(rooms))),
  ],
  targets: [...against(ofMembers.map(roomName)), ...against(ofRooms.map(pairsName))],
};

function against([smallest, ...larger]: string[]): Target[] {
  return larger.map((lane) => ({ figure: 'cpuUs', lane, peer: smallest!, most }));
}
