import { planAssignments } from '../../internal/policy/assignment.ts';
import type { Teller } from '../channels/announce.ts';
import { type Claim, claimAll } from '../conversations/claim.ts';
import { chunks } from '../database/chunks.ts';
import type { Database } from '../database/open-database.ts';
import { transact } from '../database/transact.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { isAnybodyWaiting, type Queued, readCandidates, readQueue } from './read-queue.ts';

export type MatchParts = Teller & { db: Database };

/** Plans that others overtook; the sweep tries again. */
const maxPlans = 10;
/** Offers of one transaction: more would make agents who pull wait for one another's desks. */
const offersATime = 4;

/**
 * Offers those who wait in an organisation to agents with a free seat, as the policy plans it.
 * Safe beside any number of others who do the same: claims are decided on rows that are held, and
 * what came too late is planned anew. Returns how many were offered.
 */
export async function matchQueue(parts: MatchParts, org: string): Promise<number> {
  const { db } = parts;
  let offered = 0;
  for (let round = 0; round < maxPlans; round++) {
    if (!(await isAnybodyWaiting(db, org))) return offered;
    const settings = await readSettings(db, org);
    if (settings.assignment !== 'offers') return offered;
    // Seats first: whoever waited when one was seen to be free is then among those who wait.
    const candidates = await readCandidates(db, org, parts.now());
    if (candidates.length === 0) return offered;
    const teams = [...new Set(candidates.flatMap((one) => one.teams))];
    const waiting = await readQueue(db, org, teams, parts.now());
    const plan = planAssignments(waiting, candidates);
    if (plan.length === 0) return offered;
    const channels = new Map(waiting.map((one: Queued) => [one.id, one.channelId]));
    const claims = plan.map((one) => ({
      agentId: one.agentId,
      channelId: channels.get(one.conversationId)!,
      why: one.reason,
    }));
    for (const some of chunks(claims, offersATime)) {
      const made = await offerAll(parts, some, settings.offer_seconds);
      offered += made;
      if (made < some.length) break;
    }
  }
  return offered;
}

/**
 * Passes over what somebody else has by now. Where an agent is full or gone it stops, as those who
 * come later in the plan may have got who is the next best. Returns how many were offered.
 */
async function offerAll(
  parts: MatchParts,
  some: readonly Pick<Claim, 'agentId' | 'channelId' | 'why'>[],
  seconds: number,
): Promise<number> {
  const offerEndsAt = new Date(parts.now().getTime() + seconds * 1000);
  const claims = some.map((one) => ({
    ...one,
    how: 'offered',
    isSelf: false,
    offerEndsAt,
    inTurn: true,
    refuse: refuseUnlessWaiting,
  }));
  const outcomes = await transact(parts.db, (tx, afterCommit) =>
    claimAll(tx, afterCommit, parts, claims),
  );
  return outcomes.filter((outcome) => 'held' in outcome).length;
}

const refuseUnlessWaiting: NonNullable<Claim['refuse']> = (_, { state }) =>
  state === 'waiting' ? null : { code: 'conflict', message: 'It waits no more.' };
