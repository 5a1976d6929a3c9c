import type { Generated } from 'kysely';

export type ChannelsTable = {
  id: string;
  org_id: string;
  kind: 'conversation' | 'notes' | 'waiting_list' | 'team' | 'direct';
  /** Of a direct thread: the team in which the two write. */
  team_id: string | null;
  head: Generated<number>;
  member_version: Generated<number>;
  changed_at: Date;
  made_at: Date;
};

export type MembersTable = {
  channel_id: string;
  person_id: string;
  joined_version: number;
  seen_seq: Generated<number>;
  joined_at: Date;
  /** In a team: what they may do there. */
  level: Generated<'member' | 'admin' | 'super_admin'>;
  /** In a conversation: brought in to help, or reading along unseen; else its visitor or owner. */
  part: Generated<'' | 'helper' | 'watcher'>;
};

export type ChangesTable = {
  channel_id: string;
  seq: number;
  org_id: string;
  kind: 'conversation' | 'notice' | 'waiting' | 'team' | 'message_changed';
  conversation_id: string | null;
  /** JSON of what the entry says besides `kind`, `seq` and `ts`. */
  body: string;
  made_at: Date;
};
