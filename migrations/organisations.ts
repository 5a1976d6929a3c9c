import { columns as c, type Step } from './step.ts';

/** Several organisations beside one another, each with settings of its own. */
export const organisationSteps: Step[] = [
  {
    id: 39,
    name: 'organisations that are switched off',
    schema: 'main',
    sql: `ALTER TABLE orgs ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE,
      ADD COLUMN version INT NOT NULL DEFAULT 1`,
    unless: { table: 'orgs', column: 'active' },
  },
  {
    id: 40,
    name: 'settings: one JSON document each',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS org_settings (
      org_id ${c.id} NOT NULL PRIMARY KEY,
      version INT NOT NULL,
      settings MEDIUMTEXT NOT NULL,
      changed_at ${c.time} NOT NULL
    ) ${c.tail}`,
  },
  {
    id: 41,
    name: 'sites that may show the widget, out of the settings',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS org_origins (
      org_id ${c.id} NOT NULL,
      origin VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      PRIMARY KEY (org_id, origin),
      KEY org_origins_by_origin (origin)
    ) ${c.tail}`,
  },
  {
    id: 42,
    name: 'e-mail addresses that visitors leave to be written to',
    schema: 'main',
    sql: `ALTER TABLE people ADD COLUMN contact_email ${c.email} NULL`,
    unless: { table: 'people', column: 'contact_email' },
  },
  {
    id: 43,
    name: 'keys with which sites sign who somebody is',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS identity_keys (
      id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      name ${c.name} NOT NULL,
      algorithm ${c.word} NOT NULL,
      public_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      made_by ${c.id} NOT NULL,
      made_at ${c.time} NOT NULL,
      revoked_at ${c.time} NULL,
      KEY identity_keys_by_org (org_id, made_at)
    ) ${c.tail}`,
  },
  {
    id: 44,
    name: 'who somebody is to a site',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS identities (
      org_id ${c.id} NOT NULL,
      kind ${c.word} NOT NULL,
      sub_hash ${c.hash} NOT NULL,
      sub VARCHAR(255) NOT NULL,
      person_id ${c.id} NOT NULL,
      made_at ${c.time} NOT NULL,
      PRIMARY KEY (org_id, kind, sub_hash),
      KEY identities_by_person (person_id),
      CONSTRAINT identities_person FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE
    ) ${c.tail}`,
  },
  {
    id: 45,
    name: 'signed identities that were used, until they run out',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS identity_tokens (
      hash ${c.hash} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      expires_at ${c.time} NOT NULL,
      KEY identity_tokens_by_time (expires_at)
    ) ${c.tail}`,
  },
  {
    id: 46,
    name: 'guests who are not wanted for a while',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS bans (
      id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      person_id ${c.id} NOT NULL,
      name ${c.name} NOT NULL,
      address_group VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
      reason VARCHAR(1000) NOT NULL,
      made_by ${c.id} NOT NULL,
      made_by_name ${c.name} NOT NULL,
      made_at ${c.time} NOT NULL,
      until ${c.time} NOT NULL,
      lifted_at ${c.time} NULL,
      lifted_by ${c.id} NULL,
      KEY bans_by_org (org_id, id),
      KEY bans_by_address (org_id, address_group, until),
      KEY bans_by_person (person_id, until)
    ) ${c.tail}`,
  },
  {
    id: 47,
    name: 'agents who may ban guests',
    schema: 'main',
    sql: 'ALTER TABLE people ADD COLUMN may_ban BOOLEAN NOT NULL DEFAULT FALSE',
    unless: { table: 'people', column: 'may_ban' },
  },
  {
    id: 48,
    name: 'who came in lately',
    schema: 'main',
    sql: 'ALTER TABLE people ADD KEY people_by_last_login (org_id, role, last_login_at)',
    unless: { table: 'people', index: 'people_by_last_login' },
  },
];
