import type { ColumnType, Generated } from 'kysely';
import type { ConversationState } from '../../internal/contract/entries.ts';

type Switch = ColumnType<number, boolean | undefined, boolean>;

export type ConversationsTable = {
  id: string;
  org_id: string;
  channel_id: string;
  visitor_id: string;
  visitor_name: string;
  /** The visitor while it is not closed, else null: unique, so a visitor has one at a time. */
  open_visitor_id: string | null;
  state: ConversationState;
  owner_kind: 'automation' | 'agent' | null;
  /** A person's id, of an automation too. */
  owner_id: string | null;
  owner_name: string | null;
  /** The automation that owns it, by name; null for people. */
  automation: string | null;
  epoch: Generated<number>;
  waiting_since: Date | null;
  absence_told: ColumnType<number, boolean | undefined, boolean>;
  started_at: Date;
  changed_at: Date;
  closed_at: Date | null;
  /** The higher, the sooner; usually 0. */
  priority: Generated<number>;
  /** It came back to the queue, and goes before whoever only waited. */
  comes_first: Switch;
  /** The first time that a person was asked for. */
  first_waited_at: Date | null;
  language: string | null;
  skill: string | null;
  /** Only agents of this team are given it. */
  team_id: string | null;
  /** Who is to get it if they can: whoever had it on hold, or invited the visitor. */
  wanted_agent_id: string | null;
  /** The offer that is open, while the state is `offered`. */
  offer_id: string | null;
  offered_to: string | null;
  offer_ends_at: Date | null;
  /** Why its agent has it, or is offered it: JSON of `Reason`. */
  why: string | null;
  /** While it is on hold. */
  held_until: Date | null;
  /** What the last agent noted for the next; for the staff alone. */
  staff_note: string | null;
  /** The visitor does not wait here; an agent answers when there is time. */
  left_message: Switch;
  /** When they left the message that is or was to be answered; null when they waited again. */
  left_at: Date | null;
  /** The channel of its private notes, once somebody wrote some. */
  notes_id: string | null;
  contact_email: string | null;
  /** When its messages and files went because the organisation keeps them no longer. */
  cleared_at: Date | null;
  /** What it was about, as its agent said at closing. */
  category: string | null;
};
