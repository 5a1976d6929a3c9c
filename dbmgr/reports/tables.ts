import type { Outcome } from '../../internal/policy/figures.ts';

/** What reports say of a conversation that has ended, one row each, written as it ends. */
export type FiguresTable = {
  conversation_id: string;
  org_id: string;
  started_at: Date;
  ended_at: Date;
  /** When a person was asked for. */
  waited_at: Date | null;
  /** When an agent first had it. */
  taken_at: Date | null;
  /** The first message of an agent after a person was asked for, and whose it was. */
  answered_at: Date | null;
  answered_by: string | null;
  outcome: Outcome;
  /** The team that it waited for last. */
  team_id: string | null;
  /** JSON of `Turn[]`. */
  turns: string;
};
