import type { Bus } from '../../internal/bus/connect.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Log } from '../../internal/log/log.ts';
import { recordAct } from '../audit/record.ts';
import { eachApart } from '../background/each-apart.ts';
import { startLoop } from '../background/loop.ts';
import type { Database } from '../database/open-database.ts';
import { retryContention, transact } from '../database/transact.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { closeGone } from './close-gone.ts';
import { clearConversation, type Cleared } from './clear-conversation.ts';
import { shortenList } from './shorten-list.ts';

export type RetentionParts = { db: Database; bus: Bus; now: () => Date };

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const everyMs = 15 * minuteMs;
/** So many conversations of one organisation in one sweep; the next one goes on. */
const maxCleared = 2000;
const batchRows = 50;
const listDays = 7;

/** Every quarter of an hour takes away what organisations keep no longer. Every dbmgr does. */
export function startRetentionSweep(parts: RetentionParts & { log: Log }): AsyncDisposable {
  return startLoop({
    name: 'sweep of old conversations',
    everyMs,
    log: parts.log,
    run: async () => {
      await shortenLists(parts);
      await sweepRetention(parts);
    },
  });
}

/**
 * What was written in conversations that ended longer ago than their organisation keeps them, with
 * its files, words of the search and private notes, and to whom it was offered and who was called.
 * The conversations themselves stay, with who had them, their figures and ratings. What an
 * automation has and nobody came back to for as long ends, and is kept as long from then on. One
 * entry in the audit log for each organisation says how much went.
 */
export async function sweepRetention(parts: RetentionParts): Promise<Map<string, Cleared>> {
  const result = new Map<string, Cleared>();
  const orgs = await parts.db.selectFrom('org_settings').select('org_id').execute();
  await eachApart(orgs, async ({ org_id: org }) => {
    const { retention_days: days } = await readSettings(parts.db, org);
    if (days === null) return;
    const before = new Date(parts.now().getTime() - days * dayMs);
    const cleared = await clearOrganisation(parts, org, before);
    await clearEnded(parts.db, 'mails', org, before);
    await clearEnded(parts.db, 'invitations', org, before);
    await clearVisits(parts.db, org, before);
    await closeGone(parts, org, before, maxCleared);
    if (cleared.conversations + cleared.messages + cleared.files === 0) return;
    await recordSweep(parts, org, days, cleared);
    result.set(org, cleared);
  });
  return result;
}

/** Of each organisation's waiting list the last days stay, however long it keeps conversations. */
export async function shortenLists({ db, now }: RetentionParts): Promise<void> {
  const before = new Date(now().getTime() - listDays * dayMs);
  const orgs = await db.selectFrom('orgs').select('id').orderBy('id').execute();
  await eachApart(orgs, async ({ id }) => void (await shortenList(db, id, before)));
}

async function clearOrganisation(
  parts: RetentionParts,
  org: string,
  before: Date,
): Promise<Cleared> {
  const sum: Cleared = { conversations: 0, messages: 0, files: 0 };
  for (let seen = 0; seen < maxCleared;) {
    const due = await findDue(parts.db, org, before);
    for (const channel of due) {
      const cleared = await clearOrPass(parts, channel);
      sum.conversations += cleared.conversations;
      sum.messages += cleared.messages;
      sum.files += cleared.files;
    }
    seen += due.length;
    if (due.length < batchRows) break;
  }
  return sum;
}

/** Some mails hold a whole conversation; what still waits to be carried or answered is of now. */
async function clearEnded(
  db: Database,
  table: 'mails' | 'invitations',
  org: string,
  before: Date,
): Promise<void> {
  for (let taken = batchRows; taken === batchRows;) {
    const { numDeletedRows } = await retryContention(() =>
      db
        .deleteFrom(table)
        .where('org_id', '=', org)
        .where('ended_at', '<', before)
        .limit(batchRows)
        .executeTakeFirst(),
    );
    taken = Number(numDeletedRows);
  }
}

/** Where people were who came by and never had a conversation, or have none that is kept. */
async function clearVisits(db: Database, org: string, before: Date): Promise<void> {
  for (let taken = batchRows; taken === batchRows;) {
    const due = await db
      .selectFrom('visits')
      .where('org_id', '=', org)
      .where('at', '<', before)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('conversations')
              .select('id')
              .whereRef('visitor_id', '=', 'visits.person_id')
              .where('cleared_at', 'is', null),
          ),
        ),
      )
      .select('person_id')
      .limit(batchRows)
      .execute();
    const ids = due.map((row) => row.person_id);
    if (ids.length > 0) {
      await retryContention(() =>
        db.deleteFrom('visits').where('person_id', 'in', ids).where('at', '<', before).execute(),
      );
    }
    taken = ids.length;
  }
}

/** Along `conversations_to_clear`; the oldest first. */
async function findDue(db: Database, org: string, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('conversations')
    .where('org_id', '=', org)
    .where('cleared_at', 'is', null)
    .where('closed_at', '<', before)
    .where('state', '=', 'closed')
    .select('channel_id')
    .orderBy('closed_at')
    .limit(batchRows)
    .execute();
  return rows.map(({ channel_id }) => channel_id);
}

/** Another process may have finished it since it was found; what has no log has nothing to go. */
async function clearOrPass(parts: RetentionParts, channelId: string): Promise<Cleared> {
  try {
    return await clearConversation(parts, channelId);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
    await parts.db
      .updateTable('conversations')
      .set({ cleared_at: parts.now() })
      .where('channel_id', '=', channelId)
      .where('cleared_at', 'is', null)
      .execute();
    return { conversations: 0, messages: 0, files: 0 };
  }
}

function recordSweep(
  { db, now }: RetentionParts,
  org: string,
  days: number,
  { conversations, messages, files }: Cleared,
): Promise<void> {
  const detail =
    `older than ${days} days: ${conversations} conversations, ` +
    `${messages} messages, ${files} files`;
  return transact(db, (tx) =>
    recordAct(tx, {
      at: now(),
      org,
      actor: { id: null, name: 'Natter', role: 'system' },
      address: '',
      action: 'retention.sweep',
      outcome: 'done',
      detail,
    }),
  );
}
