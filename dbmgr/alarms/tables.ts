import type { Selectable } from 'kysely';
import type { AlarmKind, AlarmStep } from '../../internal/policy/alarms.ts';

/** At most one that is open for a conversation. */
export type AlarmsTable = {
  conversation_id: string;
  /** Of the conversation when it began: a change of owner ends it. */
  epoch: number;
  /** The visitor's first message that nobody saw; 0 for somebody who waits. */
  seq: number;
  org_id: string;
  channel_id: string;
  kind: AlarmKind;
  since: Date;
  /** The last that was done. */
  step: AlarmStep | null;
  /** Null when nothing more is done. */
  next_at: Date | null;
  ended_at: Date | null;
  ended_by: AlarmEnd | null;
};

export type AlarmRow = Selectable<AlarmsTable>;

export type AlarmEnd = 'seen' | 'answered' | 'taken' | 'returned' | 'moved' | 'closed';

export type AlarmStepsTable = {
  conversation_id: string;
  epoch: number;
  seq: number;
  step: AlarmStep;
  org_id: string;
  done_at: Date;
  /** People, devices or mailboxes that it was meant for. */
  told: number;
};
