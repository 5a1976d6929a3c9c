import { randomUUID } from 'node:crypto';
import type { Actor, Lapse } from '../../internal/policy/matrix/actors.ts';
import type { Stage } from '../../internal/testing/stage.ts';

/** Somebody with a login, or the wish to act without one. */
export type Player = { id: string; login: string | undefined; org: string };

const roleOf: Record<Exclude<Actor, 'nobody'>, string> = {
  'super admin': 'super_admin',
  admin: 'admin',
  'online agent': 'agent',
  'offline agent': 'agent',
  member: 'member',
  visitor: 'user',
  automation: 'automation',
};

const passwordHash = 'no-password';

/** Makes somebody new who is signed in; `nobody` is not. */
export async function enter(stage: Stage, actor: Actor, org = 'main'): Promise<Player> {
  const id = randomUUID();
  if (actor === 'nobody') return { id, login: undefined, org };
  const role = roleOf[actor];
  const hasAccount = ['super_admin', 'admin', 'agent', 'member'].includes(role);
  const isOnline = actor === 'online agent';
  const [login, opening] = loginOf(id);
  await stage.script([
    [
      `INSERT INTO people (id, org_id, role, name, email, password_hash, active, online, added_at)
       VALUES (?, ?, ?, ?, ?, ?, TRUE, ?, UTC_TIMESTAMP(3))`,
      [
        id,
        org,
        role,
        `${actor} ${id.slice(0, 8)}`,
        hasAccount ? `${id}@example.com` : null,
        hasAccount ? passwordHash : null,
        isOnline,
      ],
    ],
    ...(isOnline ? [joining(`waiting-${org}`, id)] : []),
    opening,
  ]);
  return { id, login, org };
}

export async function signIn(stage: Stage, id: string): Promise<string> {
  const [login, opening] = loginOf(id);
  await stage.script([opening]);
  return login;
}

type Statement = [string, unknown[]];

function loginOf(personId: string): [login: string, opening: Statement] {
  const login = randomUUID();
  const opening: Statement = [
    `INSERT INTO logins (id, person_id, auth_version, address, started_at, used_at, expires_at)
     VALUES (?, ?, 1, '127.0.0.1', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),
       UTC_TIMESTAMP(3) + INTERVAL 1 HOUR)`,
    [login, personId],
  ];
  return [login, opening];
}

function joining(channel: string, personId: string): Statement {
  return [
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
     VALUES (?, ?, 1, UTC_TIMESTAMP(3))`,
    [channel, personId],
  ];
}

/** The login is one of an access key's. */
export async function limitLogin(
  stage: Stage,
  { login }: Player,
  scopes: readonly string[],
): Promise<void> {
  await stage.sql('UPDATE logins SET scopes = ? WHERE id = ?', [scopes.join(','), login]);
}

/** Lets an account or its login go wrong, straight in the database, with nobody told. */
export async function lapse(stage: Stage, player: Player, kind: Lapse): Promise<Player> {
  const statements: Record<Exclude<Lapse, 'never was'>, [string, string | undefined]> = {
    deactivated: ['UPDATE people SET active = FALSE WHERE id = ?', player.id],
    'password changed': [
      'UPDATE people SET auth_version = auth_version + 1 WHERE id = ?',
      player.id,
    ],
    'signed out': ['UPDATE logins SET ended_at = UTC_TIMESTAMP(3) WHERE id = ?', player.login],
    expired: [
      'UPDATE logins SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?',
      player.login,
    ],
    'deleted by hand': ['DELETE FROM people WHERE id = ?', player.id],
  };
  if (kind === 'never was') return { ...player, login: randomUUID() };
  const [statement, id] = statements[kind];
  await stage.sql(statement, [id]);
  return player;
}

/**
 * Ends the scene of a player who is done: what is left of it would fill the organisation, and
 * dbmgr would tidy it up while the next one compares.
 */
export async function leave(stage: Stage, { id }: Player): Promise<void> {
  await stage.script([
    ['DELETE FROM members WHERE person_id = ?', [id]],
    ["UPDATE conversations SET state = 'closed' WHERE state <> 'closed'"],
    ["UPDATE tasks SET state = 'answered' WHERE state <> 'answered'"],
    ['DELETE FROM people WHERE id = ?', [id]],
    ['DELETE FROM identity_keys'],
  ]);
}

const filled = [
  'messages',
  'changes',
  'reactions',
  'pins',
  'tasks',
  'conversations',
  'attachments',
  'members',
  'teams',
] as const;

/** Sweeps the stage after many scenes, so that counting what is there stays quick. */
export async function clear(stage: Stage): Promise<void> {
  await stage.script([
    ...filled.map((table): Statement => [`DELETE FROM ${table}`, []]),
    ["DELETE FROM channels WHERE kind <> 'waiting_list'", []],
    ["DELETE FROM people WHERE role = 'user' OR password_hash = ?", [passwordHash]],
  ]);
}

export type ConversationSeed = {
  visitor: Player;
  state: 'bot' | 'waiting' | 'open';
  agent?: Player;
};

/** A conversation with its channel and members, as dbmgr leaves them. Returns the channel. */
export async function seedConversation(stage: Stage, seed: ConversationSeed): Promise<string> {
  const { visitor, state } = seed;
  const channel = randomUUID();
  const owner =
    state === 'bot'
      ? { kind: 'automation', id: 'chat-bot', name: 'Word reverser', automation: 'chat-bot' }
      : state === 'open' && seed.agent
        ? { kind: 'agent', id: seed.agent.id, name: 'An agent', automation: null }
        : { kind: null, id: null, name: null, automation: null };
  const opening: Statement = [
    `INSERT INTO channels (id, org_id, kind, changed_at, made_at)
     VALUES (?, ?, 'conversation', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [channel, visitor.org],
  ];
  const conversation: Statement = [
    `INSERT INTO conversations (id, org_id, channel_id, visitor_id, visitor_name, open_visitor_id,
       state, owner_kind, owner_id, owner_name, automation, waiting_since, started_at, changed_at)
     VALUES (?, ?, ?, ?, 'Visitor', ?, ?, ?, ?, ?, ?, IF(? = 'waiting', UTC_TIMESTAMP(3), NULL),
       UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [
      randomUUID(),
      visitor.org,
      channel,
      visitor.id,
      visitor.id,
      state,
      owner.kind,
      owner.id,
      owner.name,
      owner.automation,
      state,
    ],
  ];
  const assignment: Statement = [
    `INSERT INTO assignments (conversation_id, epoch, org_id, owner_kind, owner_id, owner_name, how,
       started_at)
     SELECT id, epoch, org_id, IFNULL(owner_kind, 'queue'), owner_id, owner_name, 'started',
       started_at FROM conversations WHERE channel_id = ?`,
    [channel],
  ];
  const people = [visitor.id, owner.id].filter((id) => id !== null);
  const seats = people.map((id) => joining(channel, id));
  await stage.script([opening, conversation, assignment, ...seats]);
  return channel;
}
