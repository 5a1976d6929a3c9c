import type { Kysely } from 'kysely';
import { AppError } from '../../internal/contract/errors.ts';
import type { Tables } from '../database/tables.ts';

/** An automation of the organisation that is switched on; `id` is its person's. */
export type Automation = { id: string; name: string; title: string };

export async function findAutomation(
  db: Kysely<Tables>,
  org: string,
  name: string,
): Promise<Automation | undefined> {
  return db
    .selectFrom('automations')
    .select(['person_id as id', 'name', 'title'])
    .where('name', '=', name)
    .where('org_id', '=', org)
    .where('active', '=', 1)
    .executeTakeFirst();
}

/** Throws `not_found` when there is none. */
export async function readAutomation(
  db: Kysely<Tables>,
  org: string,
  name: string,
): Promise<Automation> {
  const found = await findAutomation(db, org, name);
  if (!found) throw new AppError('not_found', 'There is no automation of that name.');
  return found;
}
