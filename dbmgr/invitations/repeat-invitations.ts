import type { Bus } from '../../internal/bus/connect.ts';
import { publishEvent } from '../../internal/bus/events.ts';
import type { Log } from '../../internal/log/log.ts';
import { startLoop } from '../background/loop.ts';
import type { Database } from '../database/open-database.ts';

export type RepeatParts = { db: Database; bus: Bus; log: Log; now: () => Date };

const everyMs = 2000;
/** What ended is told for so long after it. */
const endedMs = 10_000;
const maxTold = 500;

/**
 * Tells again which invitations are open and which ended a moment ago: a relay that missed it hears
 * it then, and so does a guest who loads the page anew. Sockets hear each once.
 */
export function startInvitationRepeater(parts: RepeatParts): AsyncDisposable {
  return startLoop({
    name: 'invitations',
    everyMs,
    log: parts.log,
    run: () => repeatInvitations(parts),
  });
}

export async function repeatInvitations({ db, bus, now }: Omit<RepeatParts, 'log'>): Promise<void> {
  const all = db.selectFrom('invitations').selectAll().limit(maxTold);
  const open = await all
    .where('pending_visitor_id', 'is not', null)
    .where('ends_at', '>', now())
    .execute();
  for (const { id, agent_id, agent_name, visitor_id, ends_at } of open) {
    const agent = { id: agent_id, name: agent_name };
    const invitation = { id, agent, visitor_id, ends_at: ends_at.toISOString() };
    publishEvent(bus, 'conversations', 'visitorInvited', visitor_id, invitation);
  }
  const ended = await all.where('ended_at', '>', new Date(now().getTime() - endedMs)).execute();
  for (const { id, agent_id, visitor_id, outcome, channel_id } of ended) {
    if (outcome === null) continue;
    for (const person of [agent_id, visitor_id]) {
      const told = { id, person, outcome, channel_id };
      publishEvent(bus, 'conversations', 'invitationEnded', person, told);
    }
  }
}
