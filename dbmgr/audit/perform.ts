import { AppError } from '../../internal/contract/errors.ts';
import { isAudited } from '../../internal/policy/audit.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { type AfterCommit, transact, type Transaction } from '../database/transact.ts';
import { type Actor, findActor, readActor } from '../people/read-actor.ts';
import { type Act, recordAct } from './record.ts';

/** What an act says about itself while it runs. */
export type Note = {
  target?: { id: string; name: string };
  detail?: string;
  /** Nothing changed, so nothing is written down. */
  silent?: boolean;
};

type Work<T> = (tx: Transaction, actor: Actor, note: Note, afterCommit: AfterCommit) => Promise<T>;

/**
 * Runs what the acting person asked for in one transaction, with its entry in the audit log. What
 * is refused as `forbidden` changes nothing and leaves an entry too.
 */
export function performAct<T>(context: Context, work: Work<T>): Promise<T> {
  return recordingRefusals(context, (begin) =>
    transact(context.db, async (tx, afterCommit) => {
      const actor = await readActor(tx, context);
      const note: Note = {};
      begin({ actor, note });
      const output = await work(tx, actor, note, afterCommit);
      if (!note.silent) await recordNote(tx, context, actor, note, 'done');
      return output;
    }),
  );
}

/**
 * Answers what the acting person wants to see. Nothing is held, so it works while the database
 * takes no writes. What is refused as `forbidden` leaves an entry in the audit log.
 */
export function performLook<T>(
  context: Context,
  look: (db: Database, actor: Actor) => Promise<T>,
): Promise<T> {
  return recordingRefusals(context, async (begin) => {
    const actor = await findActor(context.db, context);
    begin({ actor, note: {} });
    return look(context.db, actor);
  });
}

type Begun = { actor: Actor; note: Note };

async function recordingRefusals<T>(
  context: Context,
  run: (begin: (begun: Begun) => void) => Promise<T>,
): Promise<T> {
  let begun: Begun | undefined;
  try {
    return await run((it) => (begun = it));
  } catch (error) {
    if (begun && error instanceof AppError && error.code === 'forbidden') {
      await recordRefusal(context, begun.actor, { ...begun.note, detail: error.message });
    }
    throw error;
  }
}

async function recordRefusal(context: Context, actor: Actor, note: Note): Promise<void> {
  context.log.warn({ actor: actor.id, detail: note.detail }, 'refused');
  await transact(context.db, (tx) => recordNote(tx, context, actor, note, 'refused'));
}

async function recordNote(
  tx: Transaction,
  context: Context,
  actor: Actor,
  note: Note,
  outcome: Act['outcome'],
): Promise<void> {
  if (!isAudited(actor.role)) return;
  const { feature, operation, address, requestId } = context.request;
  await recordAct(tx, {
    at: context.now(),
    org: actor.org,
    actor,
    address: address ?? '',
    action: `${feature}.${operation}`,
    target: note.target,
    outcome,
    detail: note.detail,
    requestId,
  });
}

/**
 * Appends an entry for what `actor` just did, as the last statement of its transaction; for acts
 * that have a transaction of their own and no need of `performAct`.
 */
export async function recordAudit(
  tx: Transaction,
  context: Context,
  actor: Actor,
  note: Note = {},
): Promise<void> {
  await recordNote(tx, context, actor, note, 'done');
}
