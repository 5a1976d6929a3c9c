import { v7 as uuid } from 'uuid';
import { AppError } from '../../internal/contract/errors.ts';
import type { Reason } from '../../internal/policy/assignment.ts';
import type { Refusal } from '../../internal/policy/refusal.ts';
import { refuseClaim, refuseSeat, refuseWork } from '../../internal/policy/seats.ts';
import type { Teller } from '../channels/announce.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { type Desk, holdDesks } from '../desks/hold-desks.ts';
import { markOffered, markWaiting } from '../offers/mark-offers.ts';
import { changeOwner } from './change-conversation.ts';
import { type HeldConversation, holdConversations } from './hold-conversation.ts';
import { type ConversationRow, factsOf } from './present-conversation.ts';
import { type Changes, settleChanges } from './settle-changes.ts';

/** What is wanted: this conversation for this agent. */
export type Claim = {
  agentId: string;
  channelId: string;
  /** The reason of the change: `taken`, `transferred`, … */
  how: string;
  /** Why this agent; left out, it is why it was offered to them. */
  why?: Reason | null;
  /** The agent asks by themselves, so they are connected; they may let an offer go for it. */
  isSelf: boolean;
  /** Offers it until then instead of giving it. */
  offerEndsAt?: Date;
  /**
   * One of a plan in which turns count: when the agent cannot have it and it goes on to wait, the
   * claims behind it fail too, for one of those agents may be the next best for it.
   */
  inTurn?: boolean;
  /** Whether it may be claimed, by the rows that are held; usually what waits may. */
  refuse?: (desk: Desk, row: ConversationRow) => Refusal | null;
};

export type Claimed = { held: HeldConversation; desk: Desk; wasTheirs: boolean };

/**
 * The one way to a seat: by hand, by an offer, by force, by transfer or back from hold. The desks
 * are held first, in the order of ids, then the conversations in the order of their channels, the
 * waiting list last; on these rows it is decided, so nobody gets a seat too many and nothing gets
 * two owners. Whoever has it already is told so again; what is refused changes nothing.
 */
export async function claimAll(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  claims: readonly Claim[],
): Promise<(Claimed | Refusal)[]> {
  const agents = [...new Set(claims.map(({ agentId }) => agentId))];
  const desks = await holdDesks(tx, agents, who.now());
  const inTheWay = claims.map((claim) => offerInTheWay(claim, desks.get(claim.agentId)));
  const channels = claims.map(({ channelId }) => channelId);
  const dropped = inTheWay.flatMap((offer) => offer ?? []);
  const all = await holdConversations(tx, [...channels, ...dropped]);
  const outcomes: (Claimed | Refusal)[] = [];
  const changes: ClaimChanges = { listed: new Map(), notes: [], tells: [] };
  let isOvertaken = false;
  for (const [index, claim] of claims.entries()) {
    if (isOvertaken && claim.inTurn) {
      outcomes.push({ code: 'conflict', message: 'Somebody before it is still waiting.' });
      continue;
    }
    const desk = desks.get(claim.agentId);
    const held = all.get(claim.channelId);
    if (!desk || !held) {
      const what = desk ? 'conversation' : 'agent';
      outcomes.push({ code: 'not_found', message: `There is no such ${what}.` });
      isOvertaken ||= held?.row.state === 'waiting';
      continue;
    }
    const letGo = all.get(inTheWay[index] ?? '');
    const outcome = await claimOne(tx, who, { claim, desk, held, letGo, changes });
    isOvertaken ||= !('held' in outcome) && held.row.state === 'waiting';
    outcomes.push(outcome);
  }
  await settleChanges(tx, afterCommit, who, { ...changes, listed: [...changes.listed.values()] });
  return outcomes;
}

/** The same for one. Throws what is refused, before anything is written. */
export async function claimConversation(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  claim: Claim,
): Promise<Claimed> {
  const [outcome] = await claimAll(tx, afterCommit, who, [claim]);
  if (outcome && 'held' in outcome) return outcome;
  throw new AppError(outcome!.code, outcome!.message);
}

/** A conversation that several claims change is listed once, as it is after the last. */
type ClaimChanges = Omit<Changes, 'listed'> & { listed: Map<string, ConversationRow> };

type Case = {
  claim: Claim;
  desk: Desk;
  held: HeldConversation;
  letGo: HeldConversation | undefined;
  changes: ClaimChanges;
};

async function claimOne(tx: Transaction, who: Teller, one: Case): Promise<Claimed | Refusal> {
  const { claim, desk, held, letGo, changes } = one;
  const { agentId, isSelf } = claim;
  const { row } = held;
  if (row.state === 'open' && row.owner_id === agentId) return { held, desk, wasTheirs: true };
  const facts = isSelf ? { ...desk, connected: true } : desk;
  const isLetGo = letGo?.row.offered_to === agentId;
  const others = desk.offered.filter((channel) => channel !== row.channel_id).length;
  const taken = desk.open + others - (isLetGo ? 1 : 0);
  const refusal =
    (claim.refuse ?? refuseWaiting)(desk, row) ??
    refuseWork(facts, isSelf) ??
    refuseSeat(facts, taken, isSelf);
  if (refusal) return refusal;
  if (isLetGo) {
    await markWaiting(tx, who, letGo, 'withdrawn');
    changes.listed.set(letGo.row.id, letGo.row);
    desk.offered = desk.offered.filter((channel) => channel !== letGo.row.channel_id);
  }
  if (claim.offerEndsAt) {
    const { offerEndsAt: endsAt, why = null } = claim;
    await markOffered(tx, who, held, { id: uuid(), agentId, endsAt, why });
    desk.offered.push(row.channel_id);
    changes.listed.set(row.id, held.row);
  } else {
    const { how: reason, why = reasonOfOffer(agentId, row) } = claim;
    const agent = { id: desk.id, name: desk.name };
    const changed = await changeOwner(tx, who, held, { state: 'open', agent, reason, why });
    desk.open++;
    changes.tells.push(changed.tell);
    changes.notes.push(changed.notes);
    if (changed.isListed) changes.listed.set(row.id, held.row);
  }
  return { held, desk, wasTheirs: false };
}

function reasonOfOffer(agentId: string, row: ConversationRow): Reason | null {
  const isTheirs = row.offered_to === agentId && row.why !== null;
  return isTheirs ? (JSON.parse(row.why!) as Reason | null) : null;
}

function refuseWaiting(desk: Desk, row: ConversationRow): Refusal | null {
  return refuseClaim(desk, { ...factsOf(row), teamId: row.team_id });
}

/** The latest of their offers, when these are what leaves no seat for the one they want. */
function offerInTheWay({ isSelf, channelId }: Claim, desk: Desk | undefined): string | undefined {
  if (!isSelf || !desk) return undefined;
  const { open, offered, limit } = desk;
  if (offered.includes(channelId) || open + offered.length < limit) return undefined;
  return offered.at(-1);
}
