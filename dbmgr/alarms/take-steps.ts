import type { OrgSettings } from '../../internal/contract/settings.ts';
import { type AlarmStep, followUpAt, type Ladder, nextStep } from '../../internal/policy/alarms.ts';
import { areAgentsOnline } from '../conversations/waiting-entries.ts';
import { type AfterCommit, transact, type Transaction } from '../database/transact.ts';
import { readSettings } from '../organisations/read-settings.ts';
import type { AlarmParts } from './alarm-parts.ts';
import { mailAlarms, type MailPlace } from './mail-alarms.ts';
import { readAudiences, readSupervisors } from './read-audience.ts';
import { noteStep, ringPeople, type Rung } from './ring-people.ts';
import type { AlarmRow } from './tables.ts';

/** Alarms of one organisation in one transaction. */
const maxTaken = 500;

export type Taken = Rung & { step: AlarmStep };

/**
 * Takes the steps that are due in one organisation, each once, however many do the same beside:
 * who holds an alarm's row decides. Answers the lines that have to go back to the queue.
 */
export function takeSteps(parts: AlarmParts, org: string): Promise<AlarmRow[]> {
  return transact(parts.db, async (tx, afterCommit) => {
    const now = parts.now();
    const due = await holdDue(tx, org, now);
    if (due.length === 0) return [];
    const settings = await readSettings(tx, org);
    const ladder = await readLadder(tx, org, settings);
    const audiences = await readAudiences(tx, org, due);
    const overdue: AlarmRow[] = [];
    const taken: Taken[] = [];
    for (const row of due) {
      const next = nextStep(row, ladder);
      const about = audiences.get(row.conversation_id);
      if (next && next.at > now && row.step === null) await setNext(tx, row, null, next.at);
      else if (next?.step === 'returned') overdue.push(row);
      else if (next && about) taken.push({ step: next.step, about, row });
      else await setNext(tx, row, row.step, null);
    }
    const place = { org, settings, publicUrl: parts.publicUrl, now };
    const told = await tellAll(tx, afterCommit, parts, place, taken);
    for (const { row, step } of taken) {
      const at = told.get(row);
      if (at === undefined) continue;
      const next = nextStep(row, ladder)!;
      await noteStep(tx, row, { step, now, told: at });
      await setNext(tx, row, step, followUpAt(row.next_at ?? now, next.thenMs, now));
    }
    return overdue;
  });
}

async function readLadder(
  tx: Transaction,
  org: string,
  { alarm_seconds }: OrgSettings,
): Promise<Ladder> {
  return {
    deadlineMs: alarm_seconds * 1000,
    isAnybodyThere: await areAgentsOnline(tx, org),
  };
}

function holdDue(tx: Transaction, org: string, now: Date): Promise<AlarmRow[]> {
  return tx
    .selectFrom('alarms')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('next_at', '<=', now)
    .where('org_id', '=', org)
    .orderBy('next_at')
    .limit(maxTaken)
    .forUpdate()
    .skipLocked()
    .execute();
}

async function setNext(
  tx: Transaction,
  row: Pick<AlarmRow, 'conversation_id' | 'epoch' | 'seq'>,
  step: AlarmStep | null,
  next_at: Date | null,
): Promise<void> {
  await tx
    .updateTable('alarms')
    .set({ step, next_at })
    .where('conversation_id', '=', row.conversation_id)
    .where('epoch', '=', row.epoch)
    .where('seq', '=', row.seq)
    .execute();
}

/** How many each was meant for; who is absent is put off, with a time of its own. */
async function tellAll(
  tx: Transaction,
  afterCommit: AfterCommit,
  parts: AlarmParts,
  place: MailPlace,
  taken: readonly Taken[],
): Promise<Map<AlarmRow, number>> {
  const told = new Map<AlarmRow, number>();
  const of = (step: AlarmStep) => taken.filter((one) => one.step === step);
  // The first is rung by the message itself, wherever it is shown.
  for (const { row, about } of of('rung')) told.set(row, about.people.length);
  for (const step of ['repeated', 'pushed'] as const) {
    await ringPeople(tx, afterCommit, parts, place, { step, some: of(step), told });
  }
  const supervisors = of('told').length > 0 ? await readSupervisors(tx, place.org) : [];
  const toAdmins = of('told').map((one) => ({
    ...one,
    about: { ...one.about, people: supervisors },
  }));
  await ringPeople(tx, afterCommit, parts, place, { step: 'told', some: toAdmins, told });
  for (const [row, count] of await mailAlarms(tx, place, of('mailed'))) told.set(row, count);
  return told;
}
