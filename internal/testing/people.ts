import { v7 as uuid } from 'uuid';
import type { Role } from '../contract/people.ts';
import type { Client } from '../contract/types.ts';
import type { Canaries } from './canaries.ts';
import type { Sql } from './database.ts';
import { hashCheaply } from './hash-cheaply.ts';

/** Somebody of the staff, as the database has them, and the password nobody else has. */
export type Staff = { id: string; name: string; email: string; password: string; role: Role };

/** Who is signed in: `login` goes into a bus call's context, `token` into a `hello`. */
export type SignedIn = { login: string; token: string; refreshToken: string; id: string };

export type Visitor = SignedIn & { name: string };

export type StaffOptions = {
  name?: string;
  email?: string;
  /** By which others call them: `@ada`. */
  nick?: string;
  active?: boolean;
  online?: boolean;
  /** Conversations at a time. */
  limit?: number;
  org?: string;
};

/** Seeds: `const agent = await stage.people.agent({ online: true })`. */
export type People = {
  superAdmin: (options?: StaffOptions) => Promise<Staff>;
  admin: (options?: StaffOptions) => Promise<Staff>;
  agent: (options?: StaffOptions) => Promise<Staff>;
  /** Somebody who works in teams and knows their password. */
  account: (options?: StaffOptions) => Promise<Staff>;
  /** Somebody who opened the chat; needs a running dbmgr. */
  visitor: (nickname?: string) => Promise<Visitor>;
  /** Somebody with an account who works in teams, signed in; needs a running dbmgr. */
  member: (name?: string, org?: string) => Promise<Visitor>;
  /** Signs staff in with their password; needs a running dbmgr. */
  signIn: (somebody: Staff) => Promise<SignedIn>;
  /** A second organisation with its waiting list. */
  organisation: (id: string) => Promise<string>;
  /** An automation of this organisation; the id is its person's. */
  automation: (name: string, title: string, org: string) => Promise<string>;
};

type PeopleOptions = {
  sql: Sql;
  canaries: Canaries;
  call: () => Promise<Client<'web'>>;
};

export function createPeople({ sql, canaries, call }: PeopleOptions): People {
  let made = 0;
  const add = async (role: Role, options: StaffOptions = {}): Promise<Staff> => {
    const number = ++made;
    const staff = {
      id: uuid(),
      name: options.name ?? `${capital(role)} ${number}`,
      email: options.email ?? `${role.replace('_', '-')}-${number}@example.com`,
      password: canaries.password(),
      role,
    };
    const passwordHash = canaries.note(await hashCheaply(staff.password), 'a password hash');
    await sql(
      `INSERT INTO people (id, org_id, role, name, nick, email, password_hash, active, online,
         seat_limit, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))`,
      [
        staff.id,
        options.org ?? 'main',
        role,
        staff.name,
        options.nick ?? null,
        staff.email,
        passwordHash,
        options.active ?? true,
        false,
        options.limit ?? null,
      ],
    );
    if (options.online) await putOnline(sql, staff.id, options.org ?? 'main');
    return staff;
  };
  return {
    superAdmin: (options) => add('super_admin', options),
    admin: (options) => add('admin', options),
    agent: (options) => add('agent', options),
    account: (options) => add('member', options),
    async visitor(nickname) {
      const client = await call();
      const answer = await client.logins.startVisitor(nickname ? { nickname } : {});
      return { ...noteTokens(canaries, answer), name: answer.user.name };
    },
    async member(name = `Member ${++made}`, org = 'main') {
      const id = uuid();
      await sql(
        `INSERT INTO people (id, org_id, role, name, nick, active, online, added_at)
         VALUES (?, ?, 'member', ?, ?, TRUE, FALSE, UTC_TIMESTAMP(3))`,
        [id, org, name, `nick-${id.slice(-12)}`],
      );
      const login = await addLogin(sql, id);
      const { token } = await (await call()).logins.issueToken({}, { login });
      return { id, login, name, token: canaries.note(token, 'a socket token'), refreshToken: '' };
    },
    async signIn(somebody) {
      const client = await call();
      const { email, password } = somebody;
      const answer = await client.logins.signIn({ login: email, password });
      return noteTokens(canaries, answer.tokens);
    },
    async organisation(id) {
      await sql('INSERT INTO orgs (id, name, added_at) VALUES (?, ?, UTC_TIMESTAMP(3))', [id, id]);
      await sql(
        `INSERT INTO channels (id, org_id, kind, changed_at, made_at)
         VALUES (?, ?, 'waiting_list', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
        [`waiting-${id}`, id],
      );
      return id;
    },
    async automation(name, title, org) {
      const id = uuid();
      await sql(
        `INSERT INTO people (id, org_id, role, name, active, online, added_at)
         VALUES (?, ?, 'automation', ?, TRUE, FALSE, UTC_TIMESTAMP(3))`,
        [id, org, title],
      );
      await sql(
        `INSERT INTO automations (name, org_id, person_id, title, description, active, added_at)
         VALUES (?, ?, ?, ?, '', TRUE, UTC_TIMESTAMP(3))`,
        [name, org, id, title],
      );
      return id;
    },
  };
}

/** A login as signing in makes it, without anybody's password. */
async function addLogin(sql: Sql, person: string): Promise<string> {
  const id = uuid();
  await sql(
    `INSERT INTO logins (id, person_id, auth_version, address, started_at, used_at, expires_at)
     VALUES (?, ?, 1, '127.0.0.1', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),
       UTC_TIMESTAMP(3) + INTERVAL 1 DAY)`,
    [id, person],
  );
  return id;
}

/** As going online does it: the flag, and membership of the organisation's waiting list. */
async function putOnline(sql: Sql, id: string, org: string): Promise<void> {
  await sql('UPDATE people SET online = TRUE WHERE id = ?', [id]);
  await sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
     SELECT id, ?, member_version + 1, UTC_TIMESTAMP(3) FROM channels WHERE id = ?`,
    [id, `waiting-${org}`],
  );
  await sql('UPDATE channels SET member_version = member_version + 1 WHERE id = ?', [
    `waiting-${org}`,
  ]);
}

type Tokens = { token: string; refresh_token: string; user: { id: string } };

function noteTokens(canaries: Canaries, tokens: Tokens): SignedIn {
  const [, claims] = tokens.token.split('.');
  const { lid } = JSON.parse(Buffer.from(claims!, 'base64url').toString()) as { lid: string };
  canaries.note(tokens.token, 'a socket token');
  canaries.note(tokens.refresh_token, 'a refresh token');
  return {
    id: tokens.user.id,
    login: lid,
    token: tokens.token,
    refreshToken: tokens.refresh_token,
  };
}

function capital(role: Role): string {
  return role.charAt(0).toUpperCase() + role.slice(1).replace('_', ' ');
}
