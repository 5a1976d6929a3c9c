import type { Database } from '../database/open-database.ts';
import type { Transaction } from '../database/transact.ts';
import { hashSecret, newSecret } from './secrets.ts';

/** Whether a browser with this secret signed this person in before. */
export async function isKnownDevice(
  db: Database,
  personId: string | undefined,
  device: string | undefined,
): Promise<boolean> {
  if (!device) return false;
  const row = await db
    .selectFrom('devices')
    .where('hash', '=', hashSecret(device))
    .where('person_id', '=', personId ?? '')
    .select('hash')
    .executeTakeFirst();
  return row !== undefined;
}

/** Remembers the browser that signed in just now; returns the secret it is to keep. */
export async function rememberDevice(
  tx: Transaction,
  personId: string,
  known: string | undefined,
  now: Date,
): Promise<string> {
  if (known) {
    await tx
      .updateTable('devices')
      .set({ used_at: now })
      .where('hash', '=', hashSecret(known))
      .where('person_id', '=', personId)
      .execute();
    return known;
  }
  const device = newSecret();
  await tx
    .insertInto('devices')
    .values({ hash: hashSecret(device), person_id: personId, used_at: now })
    .execute();
  return device;
}
