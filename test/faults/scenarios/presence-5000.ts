import { setTimeout as sleep } from 'node:timers/promises';
import { type Crowd, openCrowd } from '../../../internal/testing/crowd.ts';
import { makePeople, makeRooms, type MassPerson } from '../../../internal/testing/mass-people.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';

const count = 5000;
/** A crowd of so many is told its numbers every 10 s. */
const truthMs = 25_000;
const lookEveryMs = 1000;
/** What each of them may cost, in frames to clients. */
const framesEach = 6;
const maxMessages = 1000;
const env = { relay: { LIMIT_ADDRESS_SOCKETS: '20000' } };

export const presence: Scenario[] = [
  scenario({
    id: 'P1',
    title: '5,000 people come into one room: ≤ 30,000 frames, ≤ 1,000 bus messages',
    isShort: false,
    limitMs: 240_000,
    run: (stage) => joinTogether(stage, (people) => [people], isCounted),
  }),
  scenario({
    id: 'P2',
    title: '5,000 people come into 2,500 rooms: ≤ 30,000 frames, ≤ 1,000 bus messages',
    isShort: false,
    limitMs: 240_000,
    run: (stage) => joinTogether(stage, inPairs, isPartnerSeen),
  }),
];

type IsRight = (crowd: Crowd, people: MassPerson[]) => boolean;

async function joinTogether(
  stage: FaultStage,
  groupOf: (people: MassPerson[]) => MassPerson[][],
  isRight: IsRight,
): Promise<void> {
  const mesh = await stage.startMesh({ relays: 2, env });
  const people = await makePeople(mesh.sql, mesh.credentials.tokenKey, count);
  const groups = groupOf(people);
  const rooms = await makeRooms(mesh.sql, groups);
  const messages = await countMessages(mesh);
  const beganAtMs = performance.now();
  const size = groups[0]!.length;
  using crowd = await openCrowd(
    mesh.relayUrls,
    people,
    (place) => rooms[Math.floor(place / size)]!,
  );
  const joinedAtMs = performance.now();
  while (!isRight(crowd, people)) {
    if (performance.now() - joinedAtMs > truthMs * stage.patience) {
      throw new Error(`not everybody knows who is there, ${truthMs} ms after the last one came`);
    }
    await sleep(lookEveryMs);
  }
  const frames = crowd.frames('presence').reduce((sum, own) => sum + own.length, 0);
  const between = messages();
  stage.figure('all came within', joinedAtMs - beganAtMs, 'ms');
  stage.figure('all know who is there', performance.now() - joinedAtMs, 'ms later');
  stage.figure('frames about presence', frames, `to ${count} people`);
  stage.figure('messages about presence', between, 'between two relays');
  if (frames > framesEach * count) throw new Error(`${frames} frames about presence`);
  if (between > maxMessages) throw new Error(`${between} messages about presence`);
}

/** Counts what relays say to one another about presence, from now on. */
async function countMessages(mesh: Mesh): Promise<() => number> {
  const bus = await mesh.bus('relay');
  let messages = 0;
  const callback = () => void messages++;
  bus.connection.subscribe('natter.v1.live.presence.*', { callback });
  await bus.flush();
  return () => messages;
}

function inPairs(people: MassPerson[]): MassPerson[][] {
  return people.flatMap((person, place) => (place % 2 === 0 ? [[person, people[place + 1]!]] : []));
}

function isCounted(crowd: Crowd): boolean {
  return crowd.frames('presence').every((frames) => frames.at(-1)?.['online'] === count);
}

function isPartnerSeen(crowd: Crowd, people: MassPerson[]): boolean {
  return crowd.frames('presence').every((frames, place) => {
    const partner = people[place % 2 === 0 ? place + 1 : place - 1]!.id;
    return frames.some((frame) => JSON.stringify(frame['people']).includes(partner));
  });
}
