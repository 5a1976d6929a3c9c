import { sql } from 'kysely';

/**
 * For `orderBy`: whose turn is earlier, as `compareTurns` in `internal/policy/assignment.ts` says
 * it; who waits since when `waiting_since` has it.
 */
export const orderOfTurns = sql`priority desc, comes_first desc, waiting_since, id`;
