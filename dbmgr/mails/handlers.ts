import { AppError } from '../../internal/contract/errors.ts';
import type { MailContent } from '../../internal/contract/mails.ts';
import type { Handlers } from '../../internal/contract/types.ts';
import { leaseMs, mailPauseMs, maxMailTries } from '../../internal/policy/deliveries.ts';
import type { Context } from '../context.ts';
import { transact } from '../database/transact.ts';

/** In characters: with four bytes each it is within a message of the bus. */
const pieceLength = 30_000;

/** What is kept of a mail that was carried: what it said is its reader's now. */
const carried = JSON.stringify({ text: '' } satisfies MailContent);

/** What the courier asks; it acts for nobody. */
export const mailHandlers: Handlers<Context>['mails'] = {
  claimMails: async (context, { limit }) => ({ mails: await claimMails(context, limit) }),

  async readMail({ db }, { id, from }) {
    const row = await db
      .selectFrom('mails')
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .select((eb) => [
        eb.fn<string>('substring', ['content', eb.val(from + 1), eb.val(pieceLength)]).as('piece'),
        eb.fn<number>('char_length', ['content']).as('length'),
      ])
      .executeTakeFirst();
    if (!row) throw new AppError('not_found', 'There is no such mail.');
    const next = from + pieceLength;
    return { piece: row.piece, next: next < row.length ? next : null };
  },

  async settleMail(context, { id, outcome, failure }) {
    const now = context.now();
    await transact(context.db, async (tx) => {
      const mails = tx.selectFrom('mails').where('id', '=', id);
      const row = await mails.select(['tries', 'state']).forUpdate().executeTakeFirst();
      if (!row) throw new AppError('not_found', 'There is no such mail.');
      if (row.state !== 'waiting') return;
      const isDead = outcome === 'dead' || (outcome === 'later' && row.tries >= maxMailTries);
      const again = new Date(now.getTime() + mailPauseMs(row.tries));
      const settled = { sent: 'sent', dead: 'dead', later: isDead ? 'dead' : 'waiting' } as const;
      const state = settled[outcome];
      const ended_at = state === 'waiting' ? null : now;
      const set = { state, ended_at, failure: failure ?? null };
      const changes = {
        ...set,
        ...(state === 'waiting' && { due_at: again }),
        ...(state === 'sent' && { content: carried }),
      };
      await tx.updateTable('mails').set(changes).where('id', '=', id).execute();
      if (state === 'dead') context.log.error({ mail: id, failure }, 'a mail is given up');
    });
    return {};
  },
};

/** Couriers beside one another pass over what another one holds. */
function claimMails(context: Context, limit: number) {
  const now = context.now();
  return transact(context.db, async (tx) => {
    const rows = await tx
      .selectFrom('mails')
      .where('state', '=', 'waiting')
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .limit(limit)
      .select(['id', 'org_id', 'recipient', 'subject', 'made_at', 'tries'])
      .forUpdate()
      .skipLocked()
      .execute();
    if (rows.length === 0) return [];
    await tx
      .updateTable('mails')
      .set((eb) => ({
        tries: eb('tries', '+', 1),
        due_at: new Date(now.getTime() + leaseMs),
      }))
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .execute();
    const orgs = await tx
      .selectFrom('orgs')
      .where(
        'id',
        'in',
        rows.map((row) => row.org_id),
      )
      .select(['id', 'name'])
      .execute();
    const names = new Map(orgs.map(({ id, name }) => [id, name]));
    return rows.map(({ org_id, made_at, tries, ...row }) => ({
      ...row,
      org_name: names.get(org_id) ?? 'Natter',
      made_at: made_at.toISOString(),
      tries: tries + 1,
    }));
  });
}
