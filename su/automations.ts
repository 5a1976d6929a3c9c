import { userInfo } from 'node:os';
import { v7 } from 'uuid';
import { AppError } from '../internal/contract/errors.ts';
import { plainSubject } from '../internal/contract/subjects.ts';
import { recordAct } from '../dbmgr/audit/record.ts';
import type { Database } from '../dbmgr/database/open-database.ts';
import { transact, type Transaction } from '../dbmgr/database/transact.ts';

/** `org`: the organisation whose visitors it talks with. */
export type Registration = { org: string; name: string; title: string; description: string };

export type Registered = Registration & { active: boolean; seen_at: Date | null };

/**
 * Registers an automation, or one again that was removed. `giveAccess` makes its NATS user; it is
 * called inside the transaction, so that two commands at once take turns. Throws `not_found` when
 * there is no such organisation, `conflict` when the name is registered, or another organisation's,
 * or when another one answers at the same `bot.<name>`.
 */
export async function addAutomation<T>(
  db: Database,
  wish: Registration,
  giveAccess: () => Promise<T>,
): Promise<T> {
  return transact(db, async (tx) => {
    await waitForTurn(tx);
    await refuseUnknown(tx, wish.org);
    const all = await tx.selectFrom('automations').selectAll().execute();
    const known = all.find((row) => row.name === wish.name);
    if (known && known.org_id !== wish.org) {
      const message =
        `${wish.name} is a name of the organisation ${known.org_id} already, and no two ` +
        'automations have the same name: choose another one.';
      throw new AppError('conflict', message);
    }
    if (known?.active === 1) {
      const message = `${wish.name} is registered already: remove it first to register it anew.`;
      throw new AppError('conflict', message);
    }
    const door = plainSubject(wish.name);
    const other = all.find((row) => row.name !== wish.name && plainSubject(row.name) === door);
    if (other) {
      const message = `${other.name} answers at ${door} already: choose another name.`;
      throw new AppError('conflict', message);
    }
    const access = await giveAccess();
    if (known) await activate(tx, wish);
    else await insert(tx, wish);
    await record(tx, 'automation.add', wish);
    return access;
  });
}

export async function listAutomations(db: Database): Promise<Registered[]> {
  const rows = await db
    .selectFrom('automations')
    .select(['org_id as org', 'name', 'title', 'description', 'active', 'seen_at'])
    .orderBy('added_at')
    .orderBy('name')
    .execute();
  return rows.map((row) => ({ ...row, active: row.active === 1 }));
}

/**
 * Removes an automation. What it wrote stays; conversations that it has go to people as soon as the
 * mesh runs. Throws `not_found` when there is none.
 */
export async function removeAutomation(
  db: Database,
  name: string,
  takeAccess: () => Promise<void>,
): Promise<void> {
  await transact(db, async (tx) => {
    await waitForTurn(tx);
    const row = await tx
      .selectFrom('automations')
      .where('name', '=', name)
      .where('active', '=', 1)
      .select(['org_id as org', 'name'])
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new AppError('not_found', `There is no automation of the name ${name}.`);
    await tx.updateTable('automations').set({ active: false }).where('name', '=', name).execute();
    await takeAccess();
    await record(tx, 'automation.remove', row);
  });
}

async function refuseUnknown(tx: Transaction, org: string): Promise<void> {
  const row = await tx.selectFrom('orgs').where('id', '=', org).select('id').executeTakeFirst();
  if (!row) throw new AppError('not_found', `There is no organisation with the key ${org}.`);
}

async function insert(tx: Transaction, { org, ...wish }: Registration): Promise<void> {
  const now = new Date();
  const owned = { org_id: org, active: true, added_at: now };
  const person_id = v7();
  await tx
    .insertInto('people')
    .values({ ...owned, id: person_id, role: 'automation', name: wish.title })
    .execute();
  await tx
    .insertInto('automations')
    .values({ ...wish, ...owned, person_id })
    .execute();
}

async function activate(
  tx: Transaction,
  { name, title, description }: Registration,
): Promise<void> {
  await tx
    .updateTable('automations')
    .set({ title, description, active: true })
    .where('name', '=', name)
    .execute();
}

/** The end of the audit chain is one row that all acts lock: whoever has it acts alone. */
async function waitForTurn(tx: Transaction): Promise<void> {
  await tx.selectFrom('audit_heads').select('only_row').forUpdate().execute();
}

async function record(
  tx: Transaction,
  action: string,
  { org, name }: Pick<Registration, 'org' | 'name'>,
): Promise<void> {
  const operator = process.env.SUDO_USER ?? userInfo().username;
  await recordAct(tx, {
    at: new Date(),
    org,
    actor: { id: null, name: `${operator} at the shell`, role: 'operator' },
    address: 'shell',
    action,
    target: { id: name, name },
    outcome: 'done',
  });
}
