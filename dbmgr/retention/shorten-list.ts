import { waitingListId } from '../conversations/waiting-entries.ts';
import type { Database } from '../database/open-database.ts';
import { retryContention } from '../database/transact.ts';

const batchRows = 500;

/**
 * Takes away what an organisation's waiting list said before: whoever follows it begins at its
 * head, and nobody reads further back than a relay was away. Returns how many entries went.
 */
export async function shortenList(db: Database, org: string, before: Date): Promise<number> {
  for (let total = 0; ;) {
    const { numDeletedRows } = await retryContention(() =>
      db
        .deleteFrom('changes')
        .where('channel_id', '=', waitingListId(org))
        .where('made_at', '<', before)
        .orderBy('seq')
        .limit(batchRows)
        .executeTakeFirst(),
    );
    total += Number(numDeletedRows);
    if (numDeletedRows < batchRows) return total;
  }
}
