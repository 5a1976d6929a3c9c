/** What its visitor thought of a conversation that has ended; they may change it for a week. */
export type RatingsTable = {
  conversation_id: string;
  org_id: string;
  /** 1 to 5. */
  score: number;
  comment: string | null;
  rated_at: Date;
  changed_at: Date;
};
