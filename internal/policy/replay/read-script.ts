import type { DayBounds, RecordedSpan, RecordedVisit } from '../../contract/days.ts';
import { millis } from './recorded-day.ts';

/** What somebody does at the desk one after another, whoever the agent is. */
export type Act =
  | QueueAct
  | { kind: 'talk'; ms: number }
  | { kind: 'hold'; ms: number }
  | { kind: 'automation'; ms: number }
  /** Given to this agent by somebody, not by the queue. */
  | { kind: 'given'; agentId: string };

export type QueueAct = {
  kind: 'queue';
  comesFirst: boolean;
  teamId: string | null;
  /** They leave after so long; null of those who were served. */
  patienceMs: number | null;
  /** Until who was offered it accepted; null where that is not known. */
  reactionMs: number | null;
};

export type Refusal = { agentId: string; afterMs: number };

/** A visit as it can be played again: what the visitor wanted and did, not what became of it. */
export type Script = {
  visit: RecordedVisit;
  startMs: number;
  /** Waits since then; earlier than `startMs` when it was the day before. */
  waitingSinceMs: number;
  /** First came that day: it is counted. */
  isCounted: boolean;
  acts: Act[];
  refusals: Refusal[];
};

/** Null of a visit that was over before the day began. */
export function readScript(visit: RecordedVisit, bounds: DayBounds): Script | null {
  const [fromMs, untilMs] = [millis(bounds.from), millis(bounds.until)];
  const ofDay = visit.spans.filter((span) => endOf(span, untilMs) > fromMs);
  const first = ofDay.find(isOfPeople);
  if (!first) return null;
  const spans = ofDay.slice(ofDay.indexOf(first));
  const startMs = Math.max(fromMs, millis(first.from));
  const waitedMs = visit.waited_at === null ? null : millis(visit.waited_at);
  const reader = new ActReader(visit, spans, fromMs, untilMs);
  return {
    visit,
    startMs,
    waitingSinceMs: waitedMs ?? startMs,
    isCounted: waitedMs !== null && waitedMs >= fromMs && first.owner === 'queue',
    acts: reader.read(),
    refusals: visit.offers
      .filter(({ outcome }) => outcome === 'declined' || outcome === 'missed')
      .map((offer) => ({ agentId: offer.agent, afterMs: lengthOf(offer, untilMs) })),
  };
}

const isOfPeople = ({ owner }: RecordedSpan) => owner !== 'automation';
const endOf = ({ until }: Pick<RecordedSpan, 'until'>, latestMs: number) =>
  until === null ? latestMs : Math.min(latestMs, millis(until));

function lengthOf(offer: { made_at: string; ended_at: string | null }, untilMs: number): number {
  return endOf({ until: offer.ended_at }, untilMs) - millis(offer.made_at);
}

class ActReader {
  readonly #acts: Act[] = [];
  /** The talk goes on after who had it was lost, or after a hold that was over. */
  #goesOn = false;

  readonly #visit: RecordedVisit;
  readonly #spans: readonly RecordedSpan[];
  readonly #fromMs: number;
  readonly #untilMs: number;

  constructor(
    visit: RecordedVisit,
    spans: readonly RecordedSpan[],
    fromMs: number,
    untilMs: number,
  ) {
    this.#visit = visit;
    this.#spans = spans;
    this.#fromMs = fromMs;
    this.#untilMs = untilMs;
  }

  read(): Act[] {
    for (const [index, span] of this.#spans.entries()) {
      if (span.owner === 'queue') this.#readQueue(span, index);
      else if (span.owner === 'agent') this.#readTalk(span, index);
      else this.#acts.push({ kind: 'automation', ms: this.#lengthOf(span) });
    }
    return this.#acts;
  }

  #readQueue(span: RecordedSpan, index: number): void {
    if (this.#goesOn) return;
    const { team, left_at: leftAt } = this.#visit;
    const isTeams = span.how === 'transferred' || !this.#spans.some(isTransferred);
    const leftMs = leftAt === null ? NaN : millis(leftAt);
    const isLeft = leftMs >= millis(span.from) && leftMs <= endOf(span, this.#untilMs);
    const isServed = this.#spans[index + 1]?.owner === 'agent' && !isLeft;
    const leavesMs = isLeft ? leftMs - this.#begin(span) : this.#lengthOf(span);
    this.#acts.push({
      kind: 'queue',
      comesFirst: index > 0 && this.#spans[index - 1]!.owner === 'agent',
      teamId: isTeams ? team : null,
      patienceMs: isServed || (span.until === null && !isLeft) ? null : leavesMs,
      reactionMs: isServed ? this.#reactionIn(span) : null,
    });
  }

  #readTalk(span: RecordedSpan, index: number): void {
    const before = this.#spans[index - 1];
    const isGiven = before?.owner !== 'queue' && span.how !== 'resumed';
    if (isGiven) this.#acts.push({ kind: 'given', agentId: span.agent! });
    const last = this.#acts.at(-1);
    if (this.#goesOn && last?.kind === 'talk') last.ms += this.#lengthOf(span);
    else this.#acts.push({ kind: 'talk', ms: this.#lengthOf(span) });
    this.#goesOn = span.ended_by === 'returned' || span.ended_by === 'on_hold';
    if (span.ended_by !== 'on_hold') return;
    const next = this.#spans[index + 1]?.from ?? this.#visit.closed_at;
    const overMs = next === null ? this.#untilMs : Math.min(this.#untilMs, millis(next));
    this.#acts.push({ kind: 'hold', ms: overMs - endOf(span, this.#untilMs) });
  }

  /** From the offer to the moment at which somebody had it, whoever it was offered to. */
  #reactionIn(span: RecordedSpan): number | null {
    const endMs = endOf(span, this.#untilMs);
    const offer = this.#visit.offers.findLast(
      ({ made_at, ended_at }) => millis(made_at) <= endMs && ended_at && millis(ended_at) === endMs,
    );
    return offer ? endMs - millis(offer.made_at) : null;
  }

  #begin(span: RecordedSpan): number {
    return Math.max(this.#fromMs, millis(span.from));
  }

  #lengthOf(span: RecordedSpan): number {
    return Math.max(0, endOf(span, this.#untilMs) - this.#begin(span));
  }
}

function isTransferred({ owner, how }: RecordedSpan): boolean {
  return owner === 'queue' && how === 'transferred';
}
