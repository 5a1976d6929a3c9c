import type { Day } from './day.ts';
import { clock } from './story.ts';
import type { Past } from './past.ts';

/**
 * From the rows alone, at any instant: no agent has more than their limit, nothing has two owners,
 * and no offer outlives its time by more than a step of the clock.
 */
export function checkSpans(day: Day, past: Past): string[] {
  return [...checkSeats(day, past), ...checkOwners(past), ...checkOffers(day, past)];
}

function checkSeats(day: Day, { spans, offers }: Past): string[] {
  const faults: string[] = [];
  for (const { id, plan } of day.agents.values()) {
    const taken = [
      ...spans.filter((span) => span.owner === 'agent' && span.agent === id),
      ...offers.filter((offer) => offer.agent === id),
    ];
    // What ends at an instant makes room for what begins at it.
    const turns = taken
      .filter(({ fromMs, untilMs }) => fromMs < untilMs)
      .flatMap(({ fromMs, untilMs }) => [
        { atMs: fromMs, by: 1 },
        { atMs: untilMs, by: -1 },
      ])
      .toSorted((a, b) => a.atMs - b.atMs || a.by - b.by);
    let seats = 0;
    for (const { atMs, by } of turns) {
      seats += by;
      if (seats <= plan.limit) continue;
      faults.push(`${day.nameOf(id)} had ${seats} seats of ${plan.limit} at ${clock(atMs)}`);
      break;
    }
  }
  return faults;
}

function checkOwners({ spans }: Past): string[] {
  return [...Map.groupBy(spans, (span) => span.conversation)].flatMap(([conversation, its]) =>
    its.slice(1).flatMap((span, index) => {
      const before = its[index]!;
      if (before.untilMs <= span.fromMs) return [];
      return [`${conversation} had two owners at ${clock(span.fromMs)}`];
    }),
  );
}

function checkOffers(day: Day, { offers }: Past): string[] {
  return offers.flatMap(({ conversation, untilMs, endsMs, outcome }) => {
    const latestMs = Math.min(untilMs, day.nowMs);
    if (latestMs <= endsMs) return [];
    return [`the offer of ${conversation} lasted until ${clock(latestMs)} (${String(outcome)})`];
  });
}
