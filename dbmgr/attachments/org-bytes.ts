import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';
import { transact, type Transaction } from '../database/transact.ts';

/**
 * How many bytes the files of an organisation take, counted apart so that nobody adds up all of
 * them for each new one. Its row stays locked until the transaction ends.
 */
export async function holdOrgBytes(tx: Transaction, org: string): Promise<number> {
  await addOrgBytes(tx, org, 0);
  const row = await tx
    .selectFrom('org_files')
    .select('bytes')
    .where('org_id', '=', org)
    .executeTakeFirstOrThrow();
  return row.bytes;
}

/** In the transaction that makes, changes or removes the row of a file, after it did. */
export async function addOrgBytes(tx: Transaction, org: string, bytes: number): Promise<void> {
  await tx
    .insertInto('org_files')
    .values({ org_id: org, bytes })
    .onDuplicateKeyUpdate({ bytes: sql<number>`bytes + ${bytes}` })
    .execute();
}

/**
 * Counts again where the count is not the sum. Files that change meanwhile wait for the count, or
 * are added to it afterwards.
 */
export async function healOrgBytes(db: Database): Promise<void> {
  const counts = await db
    .selectFrom('orgs')
    .leftJoin('org_files', 'org_files.org_id', 'orgs.id')
    .select(['orgs.id', 'org_files.bytes'])
    .select((eb) =>
      eb
        .selectFrom('attachments')
        .whereRef('attachments.org_id', '=', 'orgs.id')
        .select(({ fn }) => fn.sum<string | null>('size').as('sum'))
        .as('sum'),
    )
    .execute();
  for (const { id, bytes, sum } of counts) {
    if ((bytes ?? 0) !== Number(sum ?? 0)) await countAgain(db, id);
  }
}

function countAgain(db: Database, org: string): Promise<void> {
  return transact(db, async (tx) => {
    const counted = await holdOrgBytes(tx, org);
    const row = await tx
      .selectFrom('attachments')
      .where('org_id', '=', org)
      .select(({ fn }) => fn.sum<string | null>('size').as('sum'))
      .executeTakeFirst();
    await addOrgBytes(tx, org, Number(row?.sum ?? 0) - counted);
  });
}
