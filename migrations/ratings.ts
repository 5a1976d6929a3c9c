import { columns as c, type Step } from './step.ts';

/** What visitors thought of conversations that have ended. */
export const ratingSteps: Step[] = [
  {
    id: 66,
    name: 'what a visitor thought of a conversation, from 1 to 5, and perhaps a word',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS ratings (
      conversation_id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      score TINYINT NOT NULL,
      comment TEXT NULL,
      rated_at ${c.time} NOT NULL,
      changed_at ${c.time} NOT NULL,
      KEY ratings_by_org (org_id, rated_at)
    ) ${c.tail}`,
  },
];
