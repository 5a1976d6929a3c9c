import type { Step } from './step.ts';

/** Indexes by which what has gone out of the house is found, to count it or once it is old. */
export const leftoverSteps: Step[] = [
  {
    id: 73,
    name: 'mails by the time at which they ended',
    schema: 'main',
    sql: 'ALTER TABLE mails ADD KEY mails_by_end (ended_at)',
    unless: { table: 'mails', index: 'mails_by_end' },
  },
  {
    id: 74,
    name: 'pushes by the time at which they were written',
    schema: 'main',
    sql: 'ALTER TABLE pushes ADD KEY pushes_by_time (made_at)',
    unless: { table: 'pushes', index: 'pushes_by_time' },
  },
  {
    id: 75,
    name: 'where people were by the time at which they were there',
    schema: 'main',
    sql: 'ALTER TABLE visits ADD KEY visits_by_time (org_id, at)',
    unless: { table: 'visits', index: 'visits_by_time' },
  },
  {
    id: 76,
    name: 'mails by whom they go to, in all organisations',
    schema: 'main',
    sql: 'ALTER TABLE mails ADD KEY mails_by_recipient (recipient)',
    unless: { table: 'mails', index: 'mails_by_recipient' },
  },
  {
    id: 77,
    name: 'mails by what they are for, in all organisations',
    schema: 'main',
    sql: 'ALTER TABLE mails ADD KEY mails_by_word (mail_key)',
    unless: { table: 'mails', index: 'mails_by_word' },
  },
];
