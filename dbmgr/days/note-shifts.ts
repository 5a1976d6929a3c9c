import type { Insertable } from 'kysely';
import type { ShiftState } from '../../internal/contract/days.ts';
import type { Transaction } from '../database/transact.ts';
import { type Desk, readDesks } from '../desks/hold-desks.ts';
import type { ShiftsTable } from './tables.ts';

type Shift = Insertable<ShiftsTable>;

/**
 * Writes down how these agents stand from `at` on, in the transaction that changed it and after the
 * change; who stands as before gets no row. `gone` says that what they had went back to the queue.
 */
export async function noteShifts(
  tx: Transaction,
  agentIds: readonly string[],
  at: Date,
  gone?: 'gone',
): Promise<void> {
  const desks = await readDesks(tx, agentIds, at);
  const shifts: Shift[] = [];
  for (const desk of desks.values()) {
    if (desk.role !== 'agent') continue;
    const shift = shiftOf(desk, at, gone);
    if (!isSame(await readLatest(tx, desk.id), shift)) shifts.push(shift);
  }
  if (shifts.length > 0) await tx.insertInto('shifts').values(shifts).execute();
}

/** The same for everybody of an organisation who is at work. */
export async function noteCrew(tx: Transaction, org: string, at: Date): Promise<void> {
  const online = await tx
    .selectFrom('people')
    .where('org_id', '=', org)
    .where('role', '=', 'agent')
    .where('online', '=', 1)
    .select('id')
    .execute();
  const ids = online.map(({ id }) => id);
  await noteShifts(tx, ids, at);
}

function shiftOf(desk: Desk, at: Date, gone: 'gone' | undefined): Shift {
  return {
    org_id: desk.org,
    agent_id: desk.id,
    at,
    state: gone ?? stateOf(desk),
    seat_limit: desk.limit,
    languages: desk.languages.join(),
    skills: desk.skills.join(),
    teams: desk.teams.toSorted().join(),
  };
}

function stateOf({ active, online, connected, paused }: Desk): ShiftState {
  if (!active) return 'gone';
  if (!online) return 'off';
  if (!connected) return 'lost';
  return paused ? 'break' : 'here';
}

async function readLatest(tx: Transaction, agentId: string): Promise<Shift | undefined> {
  return tx
    .selectFrom('shifts')
    .selectAll()
    .where('agent_id', '=', agentId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function isSame(before: Shift | undefined, after: Shift): boolean {
  if (!before) return after.state === 'off' || after.state === 'gone';
  const fields = ['state', 'seat_limit', 'languages', 'skills', 'teams'] as const;
  return fields.every((field) => before[field] === after[field]);
}
