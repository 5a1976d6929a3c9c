import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../dbmgr/database/open-database.ts';
import { readCandidates, readQueue } from '../../dbmgr/offers/read-queue.ts';
import { planAssignments } from '../../internal/policy/assignment.ts';
import type { Day } from './day.ts';
import { type DeskRow, readDeskRows } from './desk-rows.ts';
import type { Sql } from '../../internal/testing/database.ts';

/** The desk looks around twice a second: nobody waits beside a free seat for longer than this. */
const maxRounds = 2;
/** How long a busy machine may take to bring frames; the clock stands still meanwhile. */
const framesPatienceMs = 15_000;
const lookAgainMs = 25;

/**
 * What does not hold now, in words; nothing when all is well. It is measured in the desk's own
 * rounds, so that a busy machine does not look like an unfair desk.
 */
export async function checkStep(day: Day, sql: Sql, db: Database): Promise<string[]> {
  let waiting = await checkNobodyWaits(day, db);
  for (let round = 1; round < maxRounds && waiting.length > 0; round++) {
    await day.mesh.sweep();
    waiting = await checkNobodyWaits(day, db);
  }
  const endMs = performance.now() + framesPatienceMs;
  for (;;) {
    const rows = await readDeskRows(sql);
    const faults = [...waiting, ...checkLimits(day, rows)];
    const late = checkFrames(day, rows);
    if (faults.length > 0 || late.length === 0 || performance.now() > endMs) {
      return [...faults, ...late];
    }
    await sleep(lookAgainMs);
  }
}

function checkLimits(day: Day, rows: readonly DeskRow[]): string[] {
  return [...day.agents.values()].flatMap(({ id, plan }) => {
    const taken = seatsOf(rows, id).length;
    if (taken <= plan.limit) return [];
    return [`${day.nameOf(id)} has ${taken} conversations and may have ${plan.limit}`];
  });
}

function seatsOf(rows: readonly DeskRow[], id: string): string[] {
  const isTheirs = ({ state, owner_id, offered_to }: DeskRow) =>
    (state === 'open' && owner_id === id) || (state === 'offered' && offered_to === id);
  return rows
    .filter(isTheirs)
    .map((row) => row.channel_id)
    .toSorted();
}

/** After the desk looked around, nobody is left who could be given to anybody. */
async function checkNobodyWaits(day: Day, db: Database): Promise<string[]> {
  const now = new Date(day.nowMs);
  const faults: string[] = [];
  for (const org of Object.keys(day.plan.orgs)) {
    const candidates = await readCandidates(db, org, now);
    const teams = candidates.flatMap((one) => one.teams);
    const waiting = await readQueue(db, org, teams, now);
    for (const one of planAssignments(waiting, candidates)) {
      const who = waiting.find(({ id }) => id === one.conversationId)!;
      faults.push(`${who.channelId} waits beside a free seat of ${day.nameOf(one.agentId)}`);
    }
  }
  return faults;
}

/** What an agent was shown as theirs is what the rows say, so it is never more than the limit. */
function checkFrames(day: Day, rows: readonly DeskRow[]): string[] {
  return [...day.agents.values()].flatMap(({ id, seat, view }) => {
    if (!seat.isHere) return [];
    seat.readFrames();
    const [shown, stored] = [view.theirs(), seatsOf(rows, id)];
    if (shown.join() === stored.join()) return [];
    return [`${day.nameOf(id)} is shown ${shown.join(' ')} as theirs, and has ${stored.join(' ')}`];
  });
}
