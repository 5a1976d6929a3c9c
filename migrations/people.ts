import { columns as c, type Step } from './step.ts';

export const peopleSteps: Step[] = [
  {
    id: 1,
    name: 'organisations',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS orgs (
      id ${c.id} NOT NULL PRIMARY KEY,
      name ${c.name} NOT NULL,
      added_at ${c.time} NOT NULL
    ) ${c.tail}`,
  },
  {
    id: 2,
    name: 'the store: one row, its id is another after a restore',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS stores (
      id ${c.id} NOT NULL PRIMARY KEY,
      only_row TINYINT NOT NULL UNIQUE,
      made_at ${c.time} NOT NULL
    ) ${c.tail}`,
  },
  {
    id: 3,
    name: 'people of every role',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS people (
      id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      role ${c.word} NOT NULL,
      name ${c.name} NOT NULL,
      email ${c.email} NULL UNIQUE,
      password_hash VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL,
      active BOOLEAN NOT NULL,
      online BOOLEAN NOT NULL DEFAULT FALSE,
      seat_limit INT NULL,
      auth_version INT NOT NULL DEFAULT 1,
      version INT NOT NULL DEFAULT 1,
      added_at ${c.time} NOT NULL,
      last_login_at ${c.time} NULL,
      KEY people_by_role (org_id, role, online),
      CONSTRAINT people_org FOREIGN KEY (org_id) REFERENCES orgs (id)
    ) ${c.tail}`,
  },
  {
    id: 4,
    name: 'logins: who acts',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS logins (
      id ${c.id} NOT NULL PRIMARY KEY,
      person_id ${c.id} NOT NULL,
      auth_version INT NOT NULL,
      refresh_hash ${c.hash} NULL UNIQUE,
      address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      started_at ${c.time} NOT NULL,
      used_at ${c.time} NOT NULL,
      expires_at ${c.time} NOT NULL,
      ended_at ${c.time} NULL,
      KEY logins_by_person (person_id),
      KEY logins_by_expiry (expires_at),
      CONSTRAINT logins_person FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE
    ) ${c.tail}`,
  },
  {
    id: 5,
    name: 'browsers that signed in before',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS devices (
      hash ${c.hash} NOT NULL PRIMARY KEY,
      person_id ${c.id} NOT NULL,
      used_at ${c.time} NOT NULL,
      KEY devices_by_person (person_id, used_at),
      CONSTRAINT devices_person FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE
    ) ${c.tail}`,
  },
  {
    id: 6,
    name: 'wrong passwords, by account, address and device',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS login_failures (
      bucket ${c.hash} NOT NULL PRIMARY KEY,
      failures INT NOT NULL,
      failed_at ${c.time} NOT NULL,
      blocked_until ${c.time} NULL,
      KEY login_failures_by_time (failed_at)
    ) ${c.tail}`,
  },
  {
    id: 7,
    name: 'the audit log, append-only',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS audit (
      id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      at ${c.time} NOT NULL,
      actor_id ${c.id} NULL,
      actor VARCHAR(600) NOT NULL,
      actor_role ${c.word} NOT NULL,
      address VARCHAR(45) NOT NULL,
      action VARCHAR(64) NOT NULL,
      target_id ${c.id} NULL,
      target VARCHAR(600) NOT NULL,
      outcome ${c.word} NOT NULL,
      detail VARCHAR(1000) NOT NULL,
      request_id ${c.id} NULL,
      previous_hash ${c.hash} NOT NULL,
      hash ${c.hash} NOT NULL
    ) ${c.tail}`,
  },
  {
    id: 8,
    name: 'the last link of the audit chain',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS audit_heads (
      only_row TINYINT NOT NULL PRIMARY KEY,
      entry_id BIGINT NOT NULL,
      hash ${c.hash} NOT NULL
    ) ${c.tail}`,
  },
];
