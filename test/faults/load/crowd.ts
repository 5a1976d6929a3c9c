import { randomUUID } from 'node:crypto';
import type { Visitor } from '../../../internal/testing/people.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import type { Seat } from './load-plan.ts';

const atOnce = 16;
const rowsAtOnce = 500;

/** Rooms of two: somebody who writes and somebody who listens. */
export async function gatherCrowd(mesh: Mesh, rooms: number): Promise<Seat[]> {
  const people = await meetVisitors(mesh, rooms * 2);
  const [writers, listeners] = [people.slice(0, rooms), people.slice(rooms)];
  const channels = await makeRooms(
    mesh,
    writers.map((writer, place) => [writer, listeners[place]!]),
  );
  return writers.flatMap(({ token }, place) => [
    { token, channel: channels[place]!, isWriter: true },
    { token: listeners[place]!.token, channel: channels[place]! },
  ]);
}

/** One room: who writes in it, and all who listen. */
export async function gatherRoom(mesh: Mesh, listeners: number) {
  const [writer, ...others] = (await meetVisitors(mesh, listeners + 1)) as [Visitor, ...Visitor[]];
  const [channel] = (await makeRooms(mesh, [[writer, ...others]])) as [string];
  return { channel, writer, listeners: others };
}

export async function meetVisitors(mesh: Mesh, count: number): Promise<Visitor[]> {
  const places = Array.from({ length: count }, (_, place) => place).values();
  const visitors: Visitor[] = [];
  const work = async () => {
    for (const place of places) visitors[place] = await mesh.people.visitor(`Visitor ${place}`);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return visitors;
}

/** Open conversations that an agent has, each of the first one of its people, who may write. */
async function makeRooms(mesh: Mesh, rooms: Visitor[][]): Promise<string[]> {
  const agent = await mesh.people.agent({ name: 'Agent' });
  const ids = rooms.map(() => randomUUID());
  await insert(
    mesh,
    'channels (id, org_id, kind, changed_at, made_at)',
    "(?, 'main', 'conversation', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))",
    ids.map((id) => [id]),
  );
  await insert(
    mesh,
    `conversations (id, org_id, channel_id, visitor_id, visitor_name, open_visitor_id, state,
       owner_kind, owner_id, owner_name, started_at, changed_at)`,
    `(?, 'main', ?, ?, ?, ?, 'open', 'agent', ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    rooms.map(([visitor], place) => {
      const { id, name } = visitor!;
      return [randomUUID(), ids[place], id, name, id, agent.id, agent.name];
    }),
  );
  await insert(
    mesh,
    'members (channel_id, person_id, joined_version, joined_at)',
    '(?, ?, 1, UTC_TIMESTAMP(3))',
    rooms.flatMap((people, place) => people.map(({ id }) => [ids[place], id])),
  );
  return ids;
}

async function insert(mesh: Mesh, into: string, row: string, values: unknown[][]): Promise<void> {
  for (let first = 0; first < values.length; first += rowsAtOnce) {
    const some = values.slice(first, first + rowsAtOnce);
    const rows = some.map(() => row).join(', ');
    await mesh.sql(`INSERT INTO ${into} VALUES ${rows}`, some.flat());
  }
}
