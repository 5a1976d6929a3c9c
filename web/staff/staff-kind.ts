import type { Role } from '../../internal/contract/people.ts';
import type { StaffMember } from '../../internal/contract/staff.ts';
import type { CallContext } from '../../internal/contract/types.ts';
import type { Calls, ReadCalls } from '../routing/calls.ts';

type NewMember = { name: string; email: string; password: string; org?: string | undefined };
/** An organisation as its people know it. */
export type Place = { id: string; name: string; active: boolean };
type Target = { id: string; version?: number };

/** What admins (for a super admin) and agents (for an admin) differ in. */
export type StaffKind = {
  path: string;
  who: Role;
  /** In the singular and the plural: `admin`, `admins`. */
  one: string;
  many: string;
  /** One sentence under the title. */
  about: string;
  /** What switching one off means, after the name. */
  offMeans: string;
  empty: string;
  /** Agents have a number of conversations at a time. */
  hasLimit: boolean;
  /** The organisations that these people may be in; without it, the reader's own. */
  places?(calls: ReadCalls, as: CallContext): Promise<Place[]>;
  list(calls: ReadCalls, as: CallContext): Promise<{ people: StaffMember[] }>;
  add(calls: Calls, member: NewMember, as: CallContext): Promise<{ id: string }>;
  activate(calls: Calls, target: Target, as: CallContext): Promise<unknown>;
  deactivate(calls: Calls, target: Target, as: CallContext): Promise<unknown>;
};
