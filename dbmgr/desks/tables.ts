import type { ColumnType, Generated } from 'kysely';

/** What an agent speaks and knows, and whether they can be given a conversation; one row each. */
export type DesksTable = {
  person_id: string;
  org_id: string;
  /** Language tags, parted by commas. */
  languages: Generated<string>;
  /** Words, parted by commas. */
  skills: Generated<string>;
  /** When a relay last had a socket of theirs; null before the first one. */
  seen_at: Date | null;
  /** When one of their pages last was not away; null where none ever said. */
  present_at: Date | null;
  paused_at: Date | null;
  pause_reason: string | null;
  dnd: ColumnType<number, boolean | undefined, boolean>;
  /** Offers missed since they last did anything. */
  misses: Generated<number>;
};

/** Who had a conversation: one row for each epoch, `ended_at` null for the one that lasts. */
export type AssignmentsTable = {
  conversation_id: string;
  epoch: number;
  org_id: string;
  owner_kind: 'automation' | 'agent' | 'queue';
  owner_id: string | null;
  owner_name: string | null;
  /** How they got it: the reason of the change of owner, `started` for the first. */
  how: string;
  /** JSON of `Reason` where somebody was chosen. */
  why: string | null;
  started_at: Date;
  ended_at: Date | null;
  /** The reason of the change that ended it. */
  ended_by: string | null;
};

export type OfferOutcome = 'accepted' | 'declined' | 'missed' | 'withdrawn';

export type OffersTable = {
  id: string;
  org_id: string;
  conversation_id: string;
  agent_id: string;
  /** JSON of `Reason`. */
  why: string;
  made_at: Date;
  ends_at: Date;
  ended_at: Date | null;
  outcome: OfferOutcome | null;
};

export type InvitationsTable = {
  id: string;
  org_id: string;
  agent_id: string;
  agent_name: string;
  visitor_id: string;
  /** The visitor while it is open, else null: unique, so a visitor has one at a time. */
  pending_visitor_id: string | null;
  made_at: Date;
  ends_at: Date;
  ended_at: Date | null;
  outcome: 'accepted' | 'declined' | 'expired' | null;
  /** Of the conversation that it led to. */
  channel_id: string | null;
};

/** Where a visitor's browser said last that it is. */
export type VisitsTable = {
  person_id: string;
  org_id: string;
  page: string | null;
  referrer: string | null;
  zone: string | null;
  at: Date;
};
