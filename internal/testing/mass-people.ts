import { randomUUID } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { createTokenSigner } from '../../dbmgr/logins/tokens.ts';
import type { Sql } from './database.ts';

/** Somebody of the staff who is signed in, made without anybody's door. */
export type MassPerson = { id: string; token: string };

const rowsAtOnce = 500;
const tokenLifeMs = 14 * 60_000;

/** Many at once: rows of people and of their logins, and tokens signed as dbmgr does. */
export async function makePeople(sql: Sql, tokenKey: string, count: number): Promise<MassPerson[]> {
  const signer = createTokenSigner(tokenKey);
  const now = new Date();
  const expiresAt = new Date(now.getTime() + tokenLifeMs);
  const made = Array.from({ length: count }, () => ({ id: uuid(), loginId: randomUUID() }));
  await insert(
    sql,
    'INSERT INTO people (id, org_id, role, name, email, active, online, added_at)',
    "(?, 'main', 'agent', 'Somebody', ?, TRUE, FALSE, UTC_TIMESTAMP(3))",
    made.map(({ id }) => [id, `${id}@example.com`]),
  );
  await insert(
    sql,
    `INSERT INTO logins (id, person_id, auth_version, refresh_hash, address, started_at, used_at,
       expires_at)`,
    `(?, ?, 1, ?, '127.0.0.1', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),
       UTC_TIMESTAMP(3) + INTERVAL 1 DAY)`,
    made.map(({ id, loginId }) => [loginId, id, loginId.replaceAll('-', '').repeat(2)]),
  );
  const sign = async ({ id, loginId }: (typeof made)[number]) => {
    const person = { id, name: 'Somebody', role: 'agent', org: 'main' } as const;
    const token = await signer.sign({ person, loginId, authVersion: 1 }, now, expiresAt);
    return { id, token };
  };
  return Promise.all(made.map(sign));
}

/** A conversation for each list of people, the first of whom answers; returns their channels. */
export async function makeRooms(sql: Sql, rooms: MassPerson[][]): Promise<string[]> {
  const channels = rooms.map(() => randomUUID());
  await insert(
    sql,
    'INSERT INTO channels (id, org_id, kind, changed_at, made_at)',
    "(?, 'main', 'conversation', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))",
    channels.map((id) => [id]),
  );
  await insert(
    sql,
    `INSERT INTO conversations (id, org_id, channel_id, visitor_id, visitor_name, open_visitor_id,
       state, owner_kind, owner_id, owner_name, started_at, changed_at)`,
    `(?, 'main', ?, ?, 'Somebody', ?, 'open', 'agent', ?, 'Somebody', UTC_TIMESTAMP(3),
       UTC_TIMESTAMP(3))`,
    rooms.map(([owner, visitor], place) => [
      randomUUID(),
      channels[place]!,
      visitor!.id,
      visitor!.id,
      owner!.id,
    ]),
  );
  await insert(
    sql,
    'INSERT INTO members (channel_id, person_id, joined_version, joined_at)',
    '(?, ?, 1, UTC_TIMESTAMP(3))',
    rooms.flatMap((people, place) => people.map(({ id }) => [channels[place]!, id])),
  );
  return channels;
}

async function insert(sql: Sql, into: string, row: string, values: unknown[][]): Promise<void> {
  for (let first = 0; first < values.length; first += rowsAtOnce) {
    const some = values.slice(first, first + rowsAtOnce);
    await sql(`${into} VALUES ${some.map(() => row).join(', ')}`, some.flat());
  }
}
