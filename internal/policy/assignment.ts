/** Somebody who waits, as far as it decides about their turn. Times in milliseconds since 1970. */
export type Waiting = {
  id: string;
  /** The higher, the sooner. */
  priority: number;
  /** It came back to the queue, and goes before whoever only waited. */
  comesFirst: boolean;
  waitingSinceMs: number;
  language: string | null;
  skill: string | null;
  /** Only agents of this team are given it. */
  teamId: string | null;
  /** Who is to get it if they can. */
  wantedAgentId: string | null;
  /** Who had an earlier conversation of the same visitor. */
  lastAgentId: string | null;
  /** Agents who declined or missed it a moment ago. */
  refusedBy: readonly string[];
};

/** An agent who can be given a conversation. */
export type Candidate = {
  id: string;
  /** Conversations that they have or are offered. */
  taken: number;
  limit: number;
  languages: readonly string[];
  skills: readonly string[];
  teams: readonly string[];
  /** When they last got or ended one; null when they never had any. */
  idleSinceMs: number | null;
};

export const rules = [
  'wanted',
  'language',
  'skill',
  'last_agent',
  'fewest_open',
  'longest_idle',
  'id',
] as const;
export type Rule = (typeof rules)[number];

/** Who said no, or nothing, is not asked again about the same conversation for so long. */
export const refusalMs = 60_000;

/** Why an agent was chosen: who could be, and which rules left how many of them. */
export type Reason = {
  /** Agents with a free seat who could be given it. */
  free: number;
  steps: { rule: Rule; left: number }[];
  language?: string;
  skill?: string;
  /** What the agent had before. */
  open: number;
};

export type Choice = { agentId: string; reason: Reason };
export type Assignment = Choice & { conversationId: string };

/** Whose turn is earlier: priority, then what came back, then who waits longest, then the id. */
export function compareTurns(a: Waiting, b: Waiting): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  if (a.comesFirst !== b.comesFirst) return a.comesFirst ? -1 : 1;
  if (a.waitingSinceMs !== b.waitingSinceMs) return a.waitingSinceMs - b.waitingSinceMs;
  return a.id < b.id ? -1 : 1;
}

/**
 * The agent for one who waits, and why; null when nobody can be given it. Rule by rule those who
 * are best by it stay, until one is left. A language or skill that nobody has keeps nobody waiting.
 */
export function chooseAgent(waiting: Waiting, candidates: readonly Candidate[]): Choice | null {
  let left = candidates.filter((one) => mayGet(one, waiting));
  const [free, steps] = [left.length, [] as Reason['steps']];
  for (const rule of rules) {
    if (left.length < 2) break;
    const rank = rankings[rule];
    const best = left.reduce((a, b) => (compare(rank(b, waiting), rank(a, waiting)) < 0 ? b : a));
    const stay = left.filter((one) => compare(rank(one, waiting), rank(best, waiting)) === 0);
    if (stay.length < left.length) steps.push({ rule, left: stay.length });
    left = stay;
  }
  const [chosen] = left;
  if (!chosen) return null;
  const reason: Reason = { free, steps, open: chosen.taken };
  if (waiting.language && speaks(chosen, waiting.language)) reason.language = waiting.language;
  if (waiting.skill && chosen.skills.includes(waiting.skill)) reason.skill = waiting.skill;
  return { agentId: chosen.id, reason };
}

/** Who gets whom now, in the order of turns; no agent beyond their limit. */
export function planAssignments(
  waiting: readonly Waiting[],
  candidates: readonly Candidate[],
): Assignment[] {
  const agents = candidates.map((one) => ({ ...one }));
  const plan: Assignment[] = [];
  for (const one of waiting.toSorted(compareTurns)) {
    const choice = chooseAgent(one, agents);
    if (!choice) continue;
    plan.push({ conversationId: one.id, ...choice });
    agents.find(({ id }) => id === choice.agentId)!.taken++;
  }
  return plan;
}

function mayGet(agent: Candidate, waiting: Waiting): boolean {
  if (agent.taken >= agent.limit) return false;
  if (waiting.teamId !== null && !agent.teams.includes(waiting.teamId)) return false;
  return !waiting.refusedBy.includes(agent.id);
}

/** The lower, the better. */
type Ranking = (agent: Candidate, waiting: Waiting) => number | string;

const rankings: Record<Rule, Ranking> = {
  wanted: ({ id }, { wantedAgentId }) => (id === wantedAgentId ? 0 : 1),
  language: (agent, { language }) => (language !== null && speaks(agent, language) ? 0 : 1),
  skill: ({ skills }, { skill }) => (skill !== null && skills.includes(skill) ? 0 : 1),
  last_agent: ({ id }, { lastAgentId }) => (id === lastAgentId ? 0 : 1),
  fewest_open: ({ taken }) => taken,
  longest_idle: ({ idleSinceMs }) => idleSinceMs ?? 0,
  id: ({ id }) => id,
};

/** `de` serves who asks for `de-AT`, and the other way round (RFC 4647, 3.3.1). */
function speaks({ languages }: Candidate, wanted: string): boolean {
  const main = (tag: string) => tag.toLowerCase().split('-')[0];
  return languages.some((tag) => main(tag) === main(wanted));
}

function compare(a: number | string, b: number | string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const phrases: Record<Rule, (reason: Reason) => string> = {
  wanted: () => 'this conversation was meant for you',
  language: ({ language }) => `you speak ${language ?? 'the language'}`,
  skill: ({ skill }) => `you know about ${skill ?? 'it'}`,
  last_agent: () => 'you helped this visitor last time',
  fewest_open: ({ open }) => `you had the fewest conversations open (${open})`,
  longest_idle: () => 'you were free for the longest time',
  id: () => 'it was your turn by lot',
};

/** One sentence for the agent who asks "why me?". */
export function explainReason(reason: Reason): string {
  if (reason.free === 1) return 'You were the only one with a free seat.';
  const because = reason.steps.map(({ rule, left }, index) => {
    const from = index === 0 ? reason.free : reason.steps[index - 1]!.left;
    return `${phrases[rule](reason)} (${left} of ${from})`;
  });
  return `${reason.free} agents had a free seat: ${because.join(', then ')}.`;
}
