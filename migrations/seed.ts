import { v7 } from 'uuid';
import { defaultOrg } from '../internal/contract/people.ts';
import type { Session } from './connection.ts';

/** `previous_hash` of the audit log's first entry. */
const firstAuditHash = '0'.repeat(64);

const automations = [
  {
    name: 'chat-bot',
    title: 'Word reverser',
    description: 'Answers with your words in reverse order.',
  },
  { name: 'mat-bot', title: 'Mat', description: 'Answers every word with "mat".' },
];

/**
 * What a fresh install holds: one organisation with its waiting list, the store, the audit log's
 * first link and the two automations. Running it again changes nothing. The main schema is in use.
 */
export async function seed(session: Session): Promise<void> {
  const now = new Date();
  const insert = (table: string, row: Record<string, unknown>) =>
    session.run(`INSERT IGNORE INTO ${table} SET ?`, [row]);
  await insert('stores', { id: v7(), only_row: 1, made_at: now });
  await insert('orgs', { id: defaultOrg, name: 'Natter', added_at: now });
  await insert('channels', {
    id: `waiting-${defaultOrg}`,
    org_id: defaultOrg,
    kind: 'waiting_list',
    changed_at: now,
    made_at: now,
  });
  await insert('audit_heads', { only_row: 1, entry_id: 0, hash: firstAuditHash });
  for (const automation of automations) {
    const person = { id: automation.name, org_id: defaultOrg, role: 'automation' };
    await insert('people', { ...person, name: automation.title, active: true, added_at: now });
    const owned = { org_id: defaultOrg, person_id: automation.name, active: true };
    await insert('automations', { ...automation, ...owned, added_at: now });
  }
}
