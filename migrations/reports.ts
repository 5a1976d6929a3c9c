import { columns as c, type Step } from './step.ts';

/** What reports are made of, and what is kept of conversations whose messages are gone. */
export const reportSteps: Step[] = [
  {
    id: 67,
    name: 'figures of a conversation that has ended; they stay when its messages go',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS figures (
      conversation_id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      started_at ${c.time} NOT NULL,
      ended_at ${c.time} NOT NULL,
      waited_at ${c.time} NULL,
      taken_at ${c.time} NULL,
      answered_at ${c.time} NULL,
      answered_by ${c.id} NULL,
      outcome ${c.word} NOT NULL,
      team_id ${c.id} NULL,
      turns TEXT NOT NULL,
      KEY figures_by_start (org_id, started_at, conversation_id)
    ) ${c.tail}`,
  },
  {
    id: 68,
    name: 'conversations in the order in which they began',
    schema: 'main',
    sql: `ALTER TABLE conversations
      ADD KEY conversations_by_start (org_id, started_at, id)`,
    unless: { table: 'conversations', index: 'conversations_by_start' },
  },
  {
    id: 69,
    name: 'conversations whose messages and files are gone because their time was over',
    schema: 'main',
    sql: `ALTER TABLE conversations ADD COLUMN cleared_at ${c.time} NULL,
      ADD KEY conversations_to_clear (org_id, cleared_at, closed_at)`,
    unless: { table: 'conversations', column: 'cleared_at' },
  },
  {
    id: 70,
    name: 'when an agent last looked at a page',
    schema: 'main',
    sql: `ALTER TABLE desks ADD COLUMN present_at ${c.time} NULL`,
    unless: { table: 'desks', column: 'present_at' },
  },
];
