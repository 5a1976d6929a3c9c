import type { Generated } from 'kysely';
import type { ShiftState } from '../../internal/contract/days.ts';

/** How an agent stood from a moment on, with everything that decides what they can be given. */
export type ShiftsTable = {
  id: Generated<number>;
  org_id: string;
  agent_id: string;
  at: Date;
  state: ShiftState;
  seat_limit: number;
  /** Parted by commas, as desks have them. */
  languages: string;
  skills: string;
  /** Ids, parted by commas. */
  teams: string;
};
