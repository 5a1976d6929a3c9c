import { sql } from 'kysely';
import type { Log } from '../../internal/log/log.ts';
import { forgottenBefore } from '../../internal/policy/sign-in-throttle.ts';
import { startLoop } from '../background/loop.ts';
import { asTable } from '../database/as-id.ts';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/tables.ts';
import { retryContention } from '../database/transact.ts';

export type SweepParts = { db: Database; log: Log; now: () => Date };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const batchRows = 500;
const maxBatches = 200;
/** Ended logins stay for a day, so that an answer about one is not "never heard of". */
const keepEndedMs = dayMs;
const keepDevicesMs = 180 * dayMs;
/** So long their owner sees in the list what became of them. */
const keepKeysMs = 30 * dayMs;
const keepInvitesMs = 90 * dayMs;
const keepMailsMs = 90 * dayMs;

/** Once an hour takes away what nobody can use any more. */
export function startLoginSweep(parts: SweepParts): AsyncDisposable {
  return startLoop({
    name: 'sweep of logins',
    everyMs: hourMs,
    firstAfterMs: hourMs * Math.random(),
    log: parts.log,
    run: async () => void (await sweepLogins(parts)),
  });
}

/**
 * Takes rows away in small batches, so that nobody waits for it; returns how many went. They are
 * looked for without a lock and taken away by their keys, in the order in which all lock them.
 */
export async function sweepLogins({ db, now }: Omit<SweepParts, 'log'>): Promise<number> {
  let gone = 0;
  for (const leftover of leftovers(now())) {
    for (let batch = 0; batch < maxBatches; batch++) {
      const keys = await findKeys(db, leftover);
      if (keys.length > 0) gone += await remove(db, leftover, keys);
      if (keys.length < batchRows) break;
    }
  }
  return gone;
}

/** Rows of a table, known by their primary key, whose time has passed. */
type Leftover = { table: keyof Tables; key: string; time: string; before: Date };

function leftovers(now: Date): Leftover[] {
  const before = (ageMs: number) => new Date(now.getTime() - ageMs);
  const failed = { time: 'failed_at', before: forgottenBefore(now) };
  return [
    { table: 'logins', key: 'id', time: 'expires_at', before: before(0) },
    { table: 'logins', key: 'id', time: 'ended_at', before: before(keepEndedMs) },
    { table: 'login_failures', key: 'bucket', ...failed },
    { table: 'access_keys', key: 'id', time: 'expires_at', before: before(keepKeysMs) },
    { table: 'access_keys', key: 'id', time: 'revoked_at', before: before(keepKeysMs) },
    { table: 'invites', key: 'id', time: 'expires_at', before: before(keepInvitesMs) },
    { table: 'identity_tokens', key: 'hash', time: 'expires_at', before: before(0) },
    { table: 'pushes', key: 'id', time: 'made_at', before: before(dayMs) },
    { table: 'mails', key: 'id', time: 'ended_at', before: before(keepMailsMs) },
    { table: 'devices', key: 'hash', time: 'used_at', before: before(keepDevicesMs) },
  ];
}

async function findKeys(db: Database, { table, key, time, before }: Leftover): Promise<string[]> {
  const { rows } = await sql<{ found: string }>`
    select ${sql.ref(key)} as found from ${sql.table(table)}
    where ${sql.ref(time)} < ${before} limit ${sql.lit(batchRows)}`.execute(db);
  return rows.map((row) => row.found).toSorted();
}

/** Only what is still to go. */
async function remove(
  db: Database,
  { table, key, time, before }: Leftover,
  keys: readonly string[],
): Promise<number> {
  const removal = sql`delete ${sql.table(table)} from ${asTable(keys)} gone
    straight_join ${sql.table(table)} on ${sql.ref(`${table}.${key}`)} = gone.id
    where ${sql.ref(time)} < ${before}`;
  const { numAffectedRows } = await retryContention(() => removal.execute(db));
  return Number(numAffectedRows);
}
