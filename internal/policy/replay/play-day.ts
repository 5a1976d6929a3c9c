import { compareTurns, planAssignments, refusalMs } from '../assignment.ts';
import { refuseSeat, refuseWork } from '../seats.ts';
import { Agenda } from './agenda.ts';
import { type Case, newCase, waitingOf } from './case.ts';
import { beginShift, crewOf, type CrewMember, newMember } from './crew.ts';
import { type HourOfSeats, SeatClock } from './seat-clock.ts';
import type { Outcome } from './outcome.ts';
import { type Change, millis, type RecordedDay } from './recorded-day.ts';
import { quantile } from '../quantiles.ts';
import { readScript, type Script } from './read-script.ts';

export type PlayedDay = { outcomes: Outcome[]; hours: HourOfSeats[] };

/** Those whose turn is next are looked at together, as the desk does it. */
const maxPlanned = 100;

/**
 * Plays a recorded day again, event by event, with the rules that the desk itself decides by, and
 * with a change where there is one. Nothing is drawn by lot: the same day gives the same result.
 * Visitors come, speak and lose patience as they did; agents come and go as they did, and react as
 * quickly; who is given whom is decided anew.
 */
export function playDay(day: RecordedDay, change: Change = {}): PlayedDay {
  const player = new Player(day, change);
  for (const _ of player.moments());
  return player.result();
}

/** The same, with a rest after each moment of the day at which something happens. */
export async function playDayInTurns(
  day: RecordedDay,
  change: Change,
  rest: () => Promise<void> | undefined,
): Promise<PlayedDay> {
  const player = new Player(day, change);
  for (const _ of player.moments()) await rest();
  return player.result();
}

class Player {
  readonly #agenda = new Agenda();
  readonly #crew = new Map<string, CrewMember>();
  readonly #cases = new Map<string, Case>();
  readonly #queue = new Set<Case>();
  readonly #seats: SeatClock;
  readonly #untilMs: number;
  readonly #usualReactionMs: number;
  readonly #usualTalkMs: number;
  #nowMs: number;

  constructor(day: RecordedDay, change: Change) {
    this.#nowMs = millis(day.bounds.from);
    this.#untilMs = millis(day.bounds.until);
    this.#seats = new SeatClock(this.#nowMs, this.#untilMs);
    for (const { id, shifts } of crewOf(day, change)) {
      const member = newMember(id);
      this.#crew.set(id, member);
      for (const shift of shifts) {
        this.#agenda.note(shift.atMs, () => {
          beginShift(member, shift);
          this.#settleShift(member, shift.state === 'lost' || shift.state === 'gone');
        });
      }
    }
    const scripts = day.visits.flatMap((visit) => readScript(visit, day.bounds) ?? []);
    const acts = scripts.flatMap((script) => script.acts);
    const reactions = acts.flatMap((act) => (act.kind === 'queue' ? (act.reactionMs ?? []) : []));
    this.#usualReactionMs = quantile(reactions, 0.5) ?? 0;
    const talks = acts.flatMap((act) => (act.kind === 'talk' ? act.ms : []));
    this.#usualTalkMs = quantile(talks, 0.5) ?? 0;
    for (const script of scripts) {
      this.#agenda.note(script.startMs, () => this.#begin(script));
    }
  }

  *moments(): Generator<void> {
    while (this.#agenda.nextMs < this.#untilMs) {
      const atMs = this.#agenda.nextMs;
      this.#seats.pass(atMs, this.#crew.values());
      this.#nowMs = atMs;
      while (this.#agenda.nextMs === atMs) this.#agenda.perform();
      this.#match();
      yield;
    }
  }

  result(): PlayedDay {
    this.#seats.pass(this.#untilMs, this.#crew.values());
    this.#nowMs = this.#untilMs;
    const outcomes = [...this.#cases.values()]
      .filter(({ script }) => script.isCounted)
      .map((one) => one.outcome ?? this.#outcome(one, 'waiting'));
    return { outcomes, hours: this.#seats.hours };
  }

  #begin(script: Script): void {
    const one = newCase(script);
    this.#cases.set(script.visit.id, one);
    // What an agent had when the day began takes its seat whatever the limit is.
    const [first] = script.acts;
    const seated = first?.kind === 'talk' ? script.visit.spans.findLast(isCarried(script)) : null;
    if (seated?.agent) this.#seat(one, this.#member(seated.agent));
    else this.#goOn(one);
  }

  /** The next thing that they do; over when there is none. */
  #goOn(one: Case): void {
    const act = one.script.acts[one.next++];
    this.#change(one, act ? 'elsewhere' : 'over');
    if (!act) return;
    if (act.kind === 'queue') {
      one.teamId = act.teamId;
      this.#wait(one, act.comesFirst, null);
      one.reactionMs = act.reactionMs;
      if (act.patienceMs !== null) {
        const { turnsInQueue } = one;
        this.#agenda.note(this.#nowMs + act.patienceMs, () => this.#lose(one, turnsInQueue));
      }
    } else if (act.kind === 'automation') {
      one.waitingSinceMs = this.#nowMs + act.ms;
      this.#later(one, act.ms, () => this.#goOn(one));
    } else if (act.kind === 'given') this.#give(one, act.agentId);
    else if (act.kind === 'hold') this.#hold(one, act.ms);
    else if (one.agentId !== null) this.#seat(one, this.#member(one.agentId));
  }

  #wait(one: Case, comesFirst: boolean, wantedAgentId: string | null): void {
    this.#change(one, 'queue');
    one.turnsInQueue++;
    one.agentId = null;
    Object.assign(one, { comesFirst, wantedAgentId, reactionMs: null });
  }

  /** Back to the front: as after a refusal, it is the same turn in the queue. */
  #waitOn(one: Case): void {
    this.#change(one, 'queue');
    one.agentId = null;
    one.comesFirst = true;
  }

  #lose(one: Case, turnInQueue: number): void {
    const isStill = one.turnsInQueue === turnInQueue;
    if (!isStill || (one.state !== 'queue' && one.state !== 'offered')) return;
    one.outcome ??= this.#outcome(one, 'left');
    // Who left a message was helped later: by whom and when is what it was.
    this.#change(one, 'elsewhere');
    const act = one.script.acts[one.next];
    if (act === undefined || act.kind === 'automation') return this.#goOn(one);
    const given = one.script.visit.spans.find(
      ({ owner, from }) => owner === 'agent' && millis(from) >= this.#nowMs,
    );
    if (!given?.agent) return this.#change(one, 'over');
    const agentId = given.agent;
    this.#later(one, millis(given.from) - this.#nowMs, () => this.#give(one, agentId));
  }

  /** To this agent if they have a seat, else to the front, meant for them. */
  #give(one: Case, agentId: string): void {
    const member = this.#member(agentId);
    if (this.#canHave(member)) return this.#seat(one, member);
    this.#wait(one, true, agentId);
  }

  #hold(one: Case, ms: number): void {
    const agentId = one.agentId!;
    this.#change(one, 'hold');
    one.agentId = agentId;
    if (one.script.acts[one.next] === undefined) {
      this.#later(one, ms, () => this.#goOn(one));
      return;
    }
    this.#later(one, ms, () => this.#give(one, agentId));
  }

  #canHave(member: CrewMember): boolean {
    return (refuseWork(member, false) ?? refuseSeat(member, member.taken.size, false)) === null;
  }

  #seat(one: Case, member: CrewMember): void {
    this.#change(one, 'talk');
    one.agentId = one.lastAgentId = member.id;
    member.taken.add(one.script.visit.id);
    member.idleSinceMs = this.#nowMs;
    one.outcome ??= this.#outcome(one, 'served');
    const act = one.script.acts[one.next];
    const recordedMs = act?.kind === 'talk' ? act.ms : this.#usualTalkMs;
    if (act?.kind === 'talk' && one.talkLeftMs === null) one.next++;
    const ms = one.talkLeftMs ?? recordedMs;
    one.talkLeftMs = null;
    one.talkEndsMs = this.#nowMs + ms;
    this.#later(one, ms, () => this.#goOn(one));
  }

  #match(): void {
    const candidates = [...this.#crew.values()]
      .filter((member) => this.#canHave(member))
      .map((member) => ({ ...member, taken: member.taken.size }));
    if (this.#queue.size === 0 || candidates.length === 0) return;
    const waiting = [...this.#queue]
      .map((one) => waitingOf(one, this.#nowMs))
      .toSorted(compareTurns)
      .slice(0, maxPlanned);
    for (const { conversationId, agentId } of planAssignments(waiting, candidates)) {
      this.#offer(this.#cases.get(conversationId)!, this.#member(agentId));
    }
  }

  #offer(one: Case, member: CrewMember): void {
    this.#change(one, 'offered');
    one.agentId = member.id;
    member.taken.add(one.script.visit.id);
    const refusal = one.refusals.find(({ agentId }) => agentId === member.id);
    if (!refusal) {
      this.#later(one, one.reactionMs ?? this.#usualReactionMs, () => this.#seat(one, member));
      return;
    }
    one.refusals = one.refusals.filter((other) => other !== refusal);
    this.#later(one, refusal.afterMs, () => {
      one.refusedBy.push({ agentId: member.id, untilMs: this.#nowMs + refusalMs });
      this.#waitOn(one);
      this.#agenda.note(this.#nowMs + refusalMs, () => undefined);
    });
  }

  /** What they are offered goes back unless they are there; all they have, if they are lost. */
  #settleShift(member: CrewMember, isLost: boolean): void {
    if (refuseWork(member, false) === null) return;
    for (const one of this.#cases.values()) {
      if (one.agentId !== member.id) continue;
      if (one.state === 'offered') this.#waitOn(one);
      if (!isLost || (one.state !== 'talk' && one.state !== 'hold')) continue;
      if (one.state === 'talk') one.talkLeftMs = Math.max(0, one.talkEndsMs - this.#nowMs);
      this.#wait(one, true, null);
    }
  }

  /** Agents who are none of the crew took it over: their seats are nobody's concern. */
  #member(id: string): CrewMember {
    return this.#crew.get(id) ?? { ...newMember(id), online: true, connected: true, limit: 1 };
  }

  #change(one: Case, state: Case['state']): void {
    one.turn++;
    if (one.state === 'offered' || one.state === 'talk') {
      const member = this.#member(one.agentId!);
      member.taken.delete(one.script.visit.id);
      if (one.state === 'talk') member.idleSinceMs = this.#nowMs;
    }
    one.state = state;
    if (state === 'queue') this.#queue.add(one);
    else this.#queue.delete(one);
  }

  #later(one: Case, ms: number, act: () => void): void {
    const { turn } = one;
    this.#agenda.note(this.#nowMs + ms, () => {
      if (one.turn === turn) act();
    });
  }

  #outcome({ script, agentId }: Case, end: Outcome['end']): Outcome {
    const waitMs = this.#nowMs - script.waitingSinceMs;
    return { visitId: script.visit.id, waitMs, end, agentId: end === 'served' ? agentId : null };
  }
}

const isCarried =
  ({ startMs }: Script) =>
  ({ owner, from, until }: Script['visit']['spans'][number]) =>
    owner === 'agent' && millis(from) <= startMs && (until === null || millis(until) > startMs);
