import type { Stretch } from './credit.ts';

/** Who had a conversation, and for how long altogether, in milliseconds. */
export type Turn = { kind: 'agent' | 'automation'; id: string; ms: number };

/**
 * How it ended: `answered` when an agent had it, `contained` when nobody asked for a person,
 * `abandoned` when somebody did and went before an agent had it, `left` when they left a message
 * instead, `banned` when they were put out. `open` is one that goes on.
 */
export type Outcome = 'answered' | 'contained' | 'abandoned' | 'left' | 'banned' | 'open';

/** One conversation as reports count it; times in milliseconds. */
export type Figure = {
  id: string;
  startedMs: number;
  endedMs: number | null;
  waitedMs: number | null;
  takenMs: number | null;
  answeredMs: number | null;
  answeredBy: string | null;
  outcome: Outcome;
  teamId: string | null;
  /** What it was about, as whoever closed it said. */
  category: string | null;
  turns: readonly Turn[];
  /** 1 to 5; null while nobody rated it. */
  score: number | null;
};

/** All turns of one owner together, in the order in which they first had it. */
export function turnsOf(stretches: readonly Stretch[], at: Date): Turn[] {
  const turns = new Map<string, Turn>();
  for (const { ownerKind: kind, ownerId: id, startedAt, endedAt } of stretches) {
    if (kind === 'queue' || id === null) continue;
    const turn = turns.get(id) ?? { kind, id, ms: 0 };
    turn.ms += Math.max(0, (endedAt ?? at).getTime() - startedAt.getTime());
    turns.set(id, turn);
  }
  return [...turns.values()];
}

export type Ending = {
  hasEnded: boolean;
  waited: boolean;
  leftMessage: boolean;
  /** The reason of the change that ended it. */
  endedBy: string | null;
  turns: readonly Turn[];
};

export function outcomeOf({ hasEnded, waited, leftMessage, endedBy, turns }: Ending): Outcome {
  if (!hasEnded) return 'open';
  if (turns.some(({ kind }) => kind === 'agent')) return 'answered';
  if (endedBy === 'banned') return 'banned';
  if (leftMessage) return 'left';
  return waited ? 'abandoned' : 'contained';
}
