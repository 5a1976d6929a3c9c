import { compareTurns, refusalMs, type Waiting } from '../../internal/policy/assignment.ts';
import type { Day } from './day.ts';
import type { Past, PastOffer, Span } from './past.ts';
import { clock } from './story.ts';

/** Somebody who waits without being offered to anybody. */
type Wait = { conversation: string; fromMs: number; untilMs: number; comesFirst: boolean };

/**
 * Whoever was offered to an agent: nobody else, whose turn came first and whom that agent had not
 * refused within a minute, waited before and went on to wait.
 */
export function checkOrder(day: Day, past: Past): string[] {
  const waits = past.spans
    .filter(({ owner }) => owner === 'queue')
    .flatMap((span) => split(past, span));
  // What nobody saw counts as missed by its agent: an offer that took no time and gave nothing.
  const offers = past.offers.filter(({ fromMs, endsMs }) => fromMs < endsMs);
  return offers.flatMap((offer) => {
    const taken = past.conversations.get(offer.conversation)!;
    const begun = waits.find(
      (one) => one.conversation === taken.id && one.untilMs === offer.fromMs,
    );
    const passedOver = waits.find((wait) => {
      const other = past.conversations.get(wait.conversation)!;
      if (other.org !== taken.org || other.id === taken.id) return false;
      if (!(wait.fromMs < offer.fromMs && offer.fromMs < wait.untilMs)) return false;
      if (hasRefused(past, wait.conversation, offer)) return false;
      const comesFirst = begun?.comesFirst ?? wasReturned(past, taken.id, offer.fromMs);
      return (
        compareTurns(
          turnOf(past, wait.conversation, wait.comesFirst),
          turnOf(past, taken.id, comesFirst),
        ) < 0
      );
    });
    if (!passedOver) return [];
    const [one, other] = [taken.visitor, past.conversations.get(passedOver.conversation)!.visitor];
    const who = `${day.nameOf(one)} was offered before ${day.nameOf(other)}`;
    return [`${who} to ${day.nameOf(offer.agent)} at ${clock(offer.fromMs)}`];
  });
}

/** The times between offers of one turn in the queue; a message that was left ends it. */
function split(past: Past, span: Span): Wait[] {
  const { conversation } = span;
  const { leftMs } = past.conversations.get(conversation)!;
  const untilMs = Math.min(span.untilMs, leftMs > span.fromMs ? leftMs : span.untilMs);
  const offers = past.offers.filter(
    (one) =>
      one.conversation === conversation && one.fromMs >= span.fromMs && one.fromMs <= untilMs,
  );
  const isBack = !['started', 'handoff'].includes(span.how) || wasTalkedTo(past, span);
  const waits: Wait[] = [];
  let fromMs = span.fromMs;
  for (const [index, offer] of offers.entries()) {
    waits.push({ conversation, fromMs, untilMs: offer.fromMs, comesFirst: isBack || index > 0 });
    fromMs = offer.untilMs;
  }
  if (fromMs < untilMs) {
    waits.push({ conversation, fromMs, untilMs, comesFirst: isBack || offers.length > 0 });
  }
  return waits;
}

function wasTalkedTo({ spans }: Past, { conversation, fromMs }: Span): boolean {
  return spans.some(
    (one) => one.conversation === conversation && one.owner === 'agent' && one.untilMs <= fromMs,
  );
}

function wasReturned(past: Past, conversation: string, atMs: number): boolean {
  const span = past.spans.findLast(
    (one) => one.conversation === conversation && one.owner === 'queue' && one.fromMs <= atMs,
  );
  const offersBefore = past.offers.some(
    (one) => one.conversation === conversation && one.untilMs <= atMs && one.fromMs < atMs,
  );
  return offersBefore || (span !== undefined && wasTalkedTo(past, span));
}

function hasRefused({ offers }: Past, conversation: string, to: PastOffer): boolean {
  return offers.some(
    ({ agent, outcome, untilMs, ...one }) =>
      one.conversation === conversation &&
      agent === to.agent &&
      (outcome === 'declined' || outcome === 'missed') &&
      untilMs <= to.fromMs &&
      untilMs > to.fromMs - refusalMs,
  );
}

function turnOf(past: Past, id: string, comesFirst: boolean): Waiting {
  const { priority, waitedMs } = past.conversations.get(id)!;
  const wishes = { language: null, skill: null, teamId: null };
  const agents = { wantedAgentId: null, lastAgentId: null, refusedBy: [] };
  return { id, priority, comesFirst, waitingSinceMs: waitedMs, ...wishes, ...agents };
}
