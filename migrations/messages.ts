import { columns as c, type Step } from './step.ts';

/** What becomes of messages after they were sent, and how they are found again. */
export const messageSteps: Step[] = [
  {
    id: 29,
    name: 'replies, edited and deleted messages',
    schema: 'main',
    sql: `ALTER TABLE messages ADD COLUMN reply_to BIGINT NULL, ADD COLUMN edited_at ${c.time} NULL,
      ADD COLUMN deleted_at ${c.time} NULL`,
    unless: { table: 'messages', column: 'deleted_at' },
  },
  {
    id: 30,
    name: 'what an edited message said before',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS revisions (
      channel_id ${c.id} NOT NULL,
      seq BIGINT NOT NULL,
      revision INT NOT NULL,
      body MEDIUMTEXT NOT NULL,
      made_at ${c.time} NOT NULL,
      PRIMARY KEY (channel_id, seq, revision)
    ) ${c.tail}`,
  },
  {
    id: 31,
    name: 'reactions',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS reactions (
      channel_id ${c.id} NOT NULL,
      seq BIGINT NOT NULL,
      emoji VARCHAR(64) NOT NULL,
      person_id ${c.id} NOT NULL,
      made_at ${c.time} NOT NULL,
      PRIMARY KEY (channel_id, seq, emoji, person_id)
    ) ${c.tail}`,
  },
  {
    id: 32,
    name: 'pinned messages',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS pins (
      channel_id ${c.id} NOT NULL,
      seq BIGINT NOT NULL,
      person_id ${c.id} NOT NULL,
      made_at ${c.time} NOT NULL,
      PRIMARY KEY (channel_id, seq)
    ) ${c.tail}`,
  },
  {
    id: 33,
    name: 'who was mentioned where; filled after commit',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS mentions (
      person_id ${c.id} NOT NULL,
      channel_id ${c.id} NOT NULL,
      seq BIGINT NOT NULL,
      PRIMARY KEY (person_id, channel_id, seq),
      KEY mentions_by_message (channel_id, seq)
    ) ${c.tail}`,
  },
  {
    id: 34,
    name: 'words and pairs of characters, by which messages are found; filled after commit',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS search_terms (
      term VARCHAR(64) NOT NULL,
      channel_id ${c.id} NOT NULL,
      seq BIGINT NOT NULL,
      PRIMARY KEY (term, channel_id, seq),
      KEY search_terms_by_message (channel_id, seq)
    ) ${c.tail}`,
  },
  {
    id: 35,
    name: 'how far a channel has been indexed',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS search_positions (
      channel_id ${c.id} NOT NULL PRIMARY KEY,
      seq BIGINT NOT NULL,
      CONSTRAINT search_positions_channel FOREIGN KEY (channel_id) REFERENCES channels (id)
        ON DELETE CASCADE
    ) ${c.tail}`,
  },
  {
    id: 36,
    name: 'attachments, from the wish to upload on',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS attachments (
      id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      channel_id ${c.id} NOT NULL,
      person_id ${c.id} NOT NULL,
      name VARCHAR(255) NOT NULL,
      content_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      size BIGINT NOT NULL,
      state ${c.word} NOT NULL,
      reason ${c.word} NULL,
      width INT NULL,
      height INT NULL,
      has_thumbnail BOOLEAN NOT NULL DEFAULT FALSE,
      seq BIGINT NULL,
      made_at ${c.time} NOT NULL,
      checked_at ${c.time} NULL,
      KEY attachments_by_channel (channel_id, seq),
      KEY attachments_by_person (person_id, state, size),
      KEY attachments_by_org (org_id, size),
      KEY attachments_by_state (state, made_at)
    ) ${c.tail}`,
  },
  {
    id: 37,
    name: 'the words of one channel, in their order',
    schema: 'main',
    sql: `ALTER TABLE search_terms ADD KEY search_terms_by_channel (channel_id, term)`,
    unless: { table: 'search_terms', index: 'search_terms_by_channel' },
  },
];
