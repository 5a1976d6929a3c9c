import { columns as c, type Step } from './step.ts';

/** What goes out of the house, and what is done so that nobody waits unseen. */
export const alarmSteps: Step[] = [
  {
    id: 55,
    name: 'mails to be carried out of the house, each once for its key',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS mails (
      id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      mail_key VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      recipient ${c.email} NOT NULL,
      subject VARCHAR(300) NOT NULL,
      content MEDIUMTEXT NOT NULL,
      state ${c.word} NOT NULL,
      tries INT NOT NULL DEFAULT 0,
      made_at ${c.time} NOT NULL,
      due_at ${c.time} NOT NULL,
      ended_at ${c.time} NULL,
      failure VARCHAR(500) NULL,
      UNIQUE KEY mails_by_key (org_id, mail_key),
      KEY mails_by_turn (state, due_at)
    ) ${c.tail}`,
  },
  {
    id: 56,
    name: 'browsers that take notes for whoever signed in there (web push)',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS push_subscriptions (
      id ${c.hash} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      person_id ${c.id} NOT NULL,
      login_id ${c.id} NOT NULL,
      endpoint VARCHAR(1000) NOT NULL,
      p256dh VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      auth VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      made_at ${c.time} NOT NULL,
      KEY push_subscriptions_by_person (person_id, made_at),
      KEY push_subscriptions_by_login (login_id)
    ) ${c.tail}`,
  },
  {
    id: 57,
    name: 'pushes to be carried out of the house while they are news',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS pushes (
      id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      subscription_id ${c.hash} NOT NULL,
      note VARCHAR(1000) NOT NULL,
      state ${c.word} NOT NULL,
      tries INT NOT NULL DEFAULT 0,
      made_at ${c.time} NOT NULL,
      due_at ${c.time} NOT NULL,
      ends_at ${c.time} NOT NULL,
      ended_at ${c.time} NULL,
      failure VARCHAR(500) NULL,
      KEY pushes_by_turn (state, due_at),
      KEY pushes_by_subscription (subscription_id)
    ) ${c.tail}`,
  },
  {
    id: 58,
    name: 'the public key by which browsers know who pushes',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS push_keys (
      only_row TINYINT NOT NULL PRIMARY KEY,
      public_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      noted_at ${c.time} NOT NULL
    ) ${c.tail}`,
  },
  {
    id: 59,
    name: 'what of a conversation nobody has acknowledged, and what is done next about it',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS alarms (
      conversation_id ${c.id} NOT NULL,
      epoch INT NOT NULL,
      seq BIGINT NOT NULL,
      org_id ${c.id} NOT NULL,
      channel_id ${c.id} NOT NULL,
      kind ${c.word} NOT NULL,
      since ${c.time} NOT NULL,
      step ${c.word} NULL,
      next_at ${c.time} NULL,
      ended_at ${c.time} NULL,
      ended_by ${c.word} NULL,
      PRIMARY KEY (conversation_id, epoch, seq),
      KEY alarms_by_turn (ended_at, next_at),
      KEY alarms_by_org (org_id, since)
    ) ${c.tail}`,
  },
  {
    id: 60,
    name: 'what was done about it, when, and how many heard of it',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS alarm_steps (
      conversation_id ${c.id} NOT NULL,
      epoch INT NOT NULL,
      seq BIGINT NOT NULL,
      step ${c.word} NOT NULL,
      org_id ${c.id} NOT NULL,
      done_at ${c.time} NOT NULL,
      told INT NOT NULL,
      PRIMARY KEY (conversation_id, epoch, seq, step)
    ) ${c.tail}`,
  },
  {
    id: 61,
    name: 'messages of a time, to account for each of them',
    schema: 'main',
    sql: 'ALTER TABLE messages ADD KEY messages_by_time (org_id, sent_at)',
    unless: { table: 'messages', index: 'messages_by_time' },
  },
  {
    id: 62,
    name: 'since when a visitor is to be called back',
    schema: 'main',
    sql: `ALTER TABLE conversations ADD COLUMN left_at ${c.time} NULL`,
    unless: { table: 'conversations', column: 'left_at' },
  },
];
