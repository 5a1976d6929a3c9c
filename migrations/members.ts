import { columns as c, type Step } from './step.ts';

/** Accounts of an organisation's members, and what their programs act with. */
export const memberSteps: Step[] = [
  {
    id: 17,
    name: 'nicknames, by which members are mentioned and sign in',
    schema: 'main',
    sql: `ALTER TABLE people ADD COLUMN nick ${c.word} NULL,
      ADD UNIQUE KEY people_by_nick (org_id, nick)`,
    unless: { table: 'people', column: 'nick' },
  },
  {
    id: 18,
    name: 'who may sign up: open, invite or off',
    schema: 'main',
    sql: `ALTER TABLE orgs ADD COLUMN signup ${c.word} NOT NULL DEFAULT 'open'`,
    unless: { table: 'orgs', column: 'signup' },
  },
  {
    id: 19,
    name: 'invitations, each good once',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS invites (
      id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      hash ${c.hash} NOT NULL UNIQUE,
      team_id ${c.id} NULL,
      note ${c.name} NOT NULL,
      made_by ${c.id} NOT NULL,
      made_at ${c.time} NOT NULL,
      expires_at ${c.time} NOT NULL,
      used_at ${c.time} NULL,
      used_by ${c.id} NULL,
      revoked_at ${c.time} NULL,
      KEY invites_by_org (org_id, made_at)
    ) ${c.tail}`,
  },
  {
    id: 20,
    name: 'refresh tokens: each login is a family of them',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS refresh_tokens (
      hash ${c.hash} NOT NULL PRIMARY KEY,
      login_id ${c.id} NOT NULL,
      made_at ${c.time} NOT NULL,
      rotated_at ${c.time} NULL,
      KEY refresh_tokens_by_login (login_id),
      CONSTRAINT refresh_tokens_login FOREIGN KEY (login_id) REFERENCES logins (id)
        ON DELETE CASCADE
    ) ${c.tail}`,
  },
  {
    id: 21,
    name: 'what a login may do at most; null for everything its person may',
    schema: 'main',
    sql: 'ALTER TABLE logins ADD COLUMN scopes VARCHAR(500) CHARACTER SET ascii NULL',
    unless: { table: 'logins', column: 'scopes' },
  },
  {
    id: 22,
    name: 'personal access tokens; each has a login of its own',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS access_keys (
      id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      person_id ${c.id} NOT NULL,
      login_id ${c.id} NOT NULL,
      name ${c.name} NOT NULL,
      prefix ${c.word} NOT NULL,
      hash ${c.hash} NOT NULL UNIQUE,
      scopes VARCHAR(500) CHARACTER SET ascii NOT NULL,
      made_at ${c.time} NOT NULL,
      expires_at ${c.time} NOT NULL,
      used_at ${c.time} NULL,
      revoked_at ${c.time} NULL,
      KEY access_keys_by_person (person_id, made_at)
    ) ${c.tail}`,
  },
  {
    id: 23,
    name: 'what was asked for once and is answered the same again (Idempotency-Key)',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS idempotency_keys (
      person_id ${c.id} NOT NULL,
      hash ${c.hash} NOT NULL,
      operation VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      input_hash ${c.hash} NOT NULL,
      output MEDIUMTEXT NULL,
      made_at ${c.time} NOT NULL,
      PRIMARY KEY (person_id, hash),
      KEY idempotency_keys_by_time (made_at)
    ) ${c.tail}`,
  },
];
