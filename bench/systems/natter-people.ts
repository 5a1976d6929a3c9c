import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createPool, type Pool } from 'mysql2/promise';
import type { RunFile } from '../../internal/home/run-file.ts';
import { postJson } from './post-json.ts';

export type Somebody = { id: string; name: string; token: string };

/** A conversation between a visitor and an agent, and whoever else listens. */
export type Room = { visitor: Somebody; agent: Somebody; listeners?: Somebody[] };

type Tokens = { token: string; user: { id: string; name: string } };

const atOnce = 16;
const rowsAtOnce = 500;
/** Less than web lets one address refresh in a minute; the next ones come from the next. */
const refreshesAnAddress = 1000;
let refreshed = 0;

/** Visitors as they come: through the door that everybody takes. */
export function newVisitors(run: RunFile, count: number): Promise<Somebody[]> {
  return each(count, async (place) => {
    const body = { nickname: `Visitor ${place + 1}` };
    return presentTokens(await postJson<Tokens>(`${run.web.url}/v1/chat/session`, body));
  });
}

/**
 * Agents or members of teams with a login each. Nobody waits here for their passwords to be hashed:
 * the rows of their logins are written, and their tokens come from where logins are refreshed.
 */
export async function newAccounts(
  run: RunFile,
  role: 'agent' | 'member',
  count: number,
): Promise<Somebody[]> {
  const tag = randomBytes(4).toString('hex');
  const logins = Array.from({ length: count }, (_, place) => ({
    id: randomUUID(),
    name: `${role === 'agent' ? 'Agent' : 'Member'} ${place + 1}`,
    email: `${role}-${tag}-${place + 1}@example.com`,
    secret: randomBytes(32).toString('base64url'),
  }));
  await using root = openRoot(run);
  await root.insert(
    `INSERT INTO people (id, org_id, role, name, email, active, online, added_at)`,
    `(?, 'main', ?, ?, ?, TRUE, FALSE, UTC_TIMESTAMP(3))`,
    logins.map(({ id, name, email }) => [id, role, name, email]),
  );
  await root.insert(
    `INSERT INTO logins (id, person_id, auth_version, refresh_hash, address, started_at, used_at,
       expires_at)`,
    `(?, ?, 1, ?, '127.0.0.1', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),
       UTC_TIMESTAMP(3) + INTERVAL 1 DAY)`,
    logins.map(({ id, secret }) => [
      randomUUID(),
      id,
      createHash('sha256').update(secret).digest('hex'),
    ]),
  );
  return await each(count, async (place) => {
    const from = `127.0.1.${1 + Math.floor((refreshed++ / refreshesAnAddress) % 254)}`;
    const body = { refresh_token: logins[place]!.secret };
    return presentTokens(await postJson<Tokens>(`${run.web.url}/v1/auth/refresh`, body, from));
  });
}

/** Makes each room's channel, an open conversation that its agent owns; returns their ids. */
export async function makeRooms(run: RunFile, rooms: Room[]): Promise<string[]> {
  const ids = rooms.map(() => randomUUID());
  await using root = openRoot(run);
  await root.insert(
    'INSERT INTO channels (id, org_id, kind, changed_at, made_at)',
    `(?, 'main', 'conversation', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    ids.map((id) => [id]),
  );
  await root.insert(
    `INSERT INTO conversations (id, org_id, channel_id, visitor_id, visitor_name, open_visitor_id,
       state, owner_kind, owner_id, owner_name, started_at, changed_at)`,
    `(?, 'main', ?, ?, ?, ?, 'open', 'agent', ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    rooms.map(({ visitor, agent }, place) => [
      randomUUID(),
      ids[place]!,
      visitor.id,
      visitor.name,
      visitor.id,
      agent.id,
      agent.name,
    ]),
  );
  await root.insert(
    'INSERT INTO members (channel_id, person_id, joined_version, joined_at)',
    '(?, ?, 1, UTC_TIMESTAMP(3))',
    rooms.flatMap(({ visitor, agent, listeners = [] }, place) =>
      [visitor, agent, ...listeners].map(({ id }) => [ids[place]!, id]),
    ),
  );
  return ids;
}

/** Makes teams of these people, each made by the first of it; returns their ids. */
export async function makeTeams(run: RunFile, teams: Somebody[][]): Promise<string[]> {
  const ids = teams.map(() => randomUUID());
  await using root = openRoot(run);
  await root.insert(
    'INSERT INTO channels (id, org_id, kind, changed_at, made_at)',
    `(?, 'main', 'team', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    ids.map((id) => [id]),
  );
  await root.insert(
    'INSERT INTO teams (id, org_id, name, super_admin, made_at)',
    `(?, 'main', ?, ?, UTC_TIMESTAMP(3))`,
    teams.map((people, place) => [ids[place]!, `Team ${place + 1}`, people[0]!.id]),
  );
  await root.insert(
    'INSERT INTO members (channel_id, person_id, joined_version, joined_at, level)',
    '(?, ?, 1, UTC_TIMESTAMP(3), ?)',
    teams.flatMap((people, place) =>
      people.map(({ id }, one) => [ids[place]!, id, one === 0 ? 'super_admin' : 'member']),
    ),
  );
  return ids;
}

type Root = AsyncDisposable & {
  pool: Pool;
  /** One statement for some hundred rows at a time; `row` is the placeholders of one. */
  insert: (into: string, row: string, values: unknown[][]) => Promise<void>;
};

/** The database's root over TCP, in natter's schema. */
export function openRoot({ mysql, credentials, database }: RunFile): Root {
  const { host, port } = mysql;
  const password = credentials.mysql!.root;
  const pool = createPool({ host, port, user: 'root', password, database, timezone: 'Z' });
  return {
    pool,
    async insert(into, row, values) {
      for (let first = 0; first < values.length; first += rowsAtOnce) {
        const some = values.slice(first, first + rowsAtOnce);
        const statement = [into, ' VALUES ', some.map(() => row).join(', ')].join('');
        await pool.query(statement, some.flat());
      }
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

function presentTokens({ token, user }: Tokens): Somebody {
  return { id: user.id, name: user.name, token };
}

/** Some at once, results in order. */
async function each<Result>(
  count: number,
  make: (place: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const places = Array.from({ length: count }, (_, place) => place).values();
  const workers = Array.from({ length: atOnce }, async () => {
    for (const place of places) results[place] = await make(place);
  });
  await Promise.all(workers);
  return results;
}
