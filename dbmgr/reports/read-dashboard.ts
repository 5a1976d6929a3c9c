import type { Dashboard } from '../../internal/contract/reports.ts';
import { daysOfPreset, spanOf } from '../../internal/policy/periods.ts';
import { createTally, refuseReports } from '../../internal/policy/reports.ts';
import { performLook } from '../audit/perform.ts';
import type { AvailabilityWatch } from '../automations/availability.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { enforce } from '../refuse.ts';
import { readBots, readDead } from './read-bots.ts';
import { readSeats } from './read-seats.ts';
import { readUndelivered } from './read-undelivered.ts';
import { walkFigures } from './walk-figures.ts';

/** So many of those who wait longest are named. */
const maxNamed = 20;

/** The desk as it is at this moment, and what the day has been so far. */
export function readDashboard(context: Context, watch: AvailabilityWatch): Promise<Dashboard> {
  return performLook(context, async (db, actor) => {
    enforce(refuseReports(actor.role));
    const { org } = actor;
    const now = context.now();
    const { zone } = (await readSettings(db, org)).hours;
    const counts = await countStates(db, org);
    const count = (state: string, left = 0) =>
      counts.find((row) => row.state === state && row.left_message === left)?.count ?? 0;
    const bots = await readBots(db, org, watch);
    const today = createTally();
    const span = spanOf(zone, daysOfPreset('today', zone, now.getTime()));
    await walkFigures(db, org, span, now, (figure) => today.add(figure));
    const queue = await readLongest(db, org);
    return {
      at: now.toISOString(),
      zone,
      waiting: count('waiting') + count('offered'),
      offered: count('offered'),
      left: count('waiting', 1) + count('offered', 1),
      with_agents: count('open') + count('open', 1),
      on_hold: count('on_hold') + count('on_hold', 1),
      with_bots: count('bot') + count('bot', 1),
      longest_since: queue[0]?.since ?? null,
      queue,
      ...(await readSeats(db, org, now)),
      bots,
      dead: await readDead(
        db,
        bots.map(({ name }) => name),
      ),
      undelivered: await readUndelivered(db, org, now),
      today: today.sum(),
    };
  });
}

function countStates(db: Database, org: string) {
  return db
    .selectFrom('conversations')
    .where('org_id', '=', org)
    .where('state', 'in', ['bot', 'waiting', 'offered', 'open', 'on_hold'])
    .groupBy(['state', 'left_message'])
    .select(['state', 'left_message'])
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .execute();
}

/** Whoever waits longest first; whoever left a message does not wait here. */
async function readLongest(db: Database, org: string): Promise<Dashboard['queue']> {
  const rows = await db
    .selectFrom('conversations')
    .leftJoin('people', 'people.id', 'conversations.offered_to')
    .leftJoin('teams', 'teams.id', 'conversations.team_id')
    .where('conversations.org_id', '=', org)
    .where('conversations.state', 'in', ['waiting', 'offered'])
    .where('conversations.left_message', '=', 0)
    .select(['conversations.id', 'conversations.visitor_name', 'conversations.state'])
    .select(['conversations.waiting_since', 'conversations.started_at', 'conversations.language'])
    .select(['people.name as offered_to', 'teams.name as team'])
    .orderBy('conversations.waiting_since')
    .orderBy('conversations.id')
    .limit(maxNamed)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    visitor: row.visitor_name,
    since: (row.waiting_since ?? row.started_at).toISOString(),
    state: row.state as 'waiting' | 'offered',
    language: row.language,
    team: row.team,
    offered_to: row.offered_to,
  }));
}
