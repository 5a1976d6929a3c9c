import type { Waiting } from '../assignment.ts';
import type { Outcome } from './outcome.ts';
import type { Script } from './read-script.ts';

/** Somebody's visit while the day is played. */
export type Case = {
  script: Script;
  /** The next act's index. */
  next: number;
  state: 'queue' | 'offered' | 'talk' | 'hold' | 'elsewhere' | 'over';
  /** Grows with each change of state: what was planned for an older one is void. */
  turn: number;
  /** Grows each time that they come to the queue, but not when an offer was refused. */
  turnsInQueue: number;
  waitingSinceMs: number;
  comesFirst: boolean;
  teamId: string | null;
  wantedAgentId: string | null;
  lastAgentId: string | null;
  agentId: string | null;
  /** Until whoever is offered it accepts; null where nothing is known. */
  reactionMs: number | null;
  talkEndsMs: number;
  /** What is left of a talk that was cut off. */
  talkLeftMs: number | null;
  refusals: Script['refusals'];
  refusedBy: { agentId: string; untilMs: number }[];
  outcome: Outcome | null;
};

export function newCase(script: Script): Case {
  return {
    script,
    next: 0,
    state: 'elsewhere',
    turn: 0,
    turnsInQueue: 0,
    waitingSinceMs: script.waitingSinceMs,
    comesFirst: false,
    teamId: null,
    wantedAgentId: null,
    lastAgentId: script.visit.last_agent,
    agentId: null,
    reactionMs: null,
    talkEndsMs: 0,
    talkLeftMs: null,
    refusals: [...script.refusals],
    refusedBy: [],
    outcome: null,
  };
}

/** As the rules of the queue see it. */
export function waitingOf(one: Case, nowMs: number): Waiting {
  const { id, priority, language, skill } = one.script.visit;
  const { comesFirst, waitingSinceMs, teamId, wantedAgentId, lastAgentId } = one;
  const refusedBy = one.refusedBy
    .filter(({ untilMs }) => untilMs > nowMs)
    .map(({ agentId }) => agentId);
  return {
    id,
    priority,
    language,
    skill,
    refusedBy,
    comesFirst,
    waitingSinceMs,
    teamId,
    wantedAgentId,
    lastAgentId,
  };
}
