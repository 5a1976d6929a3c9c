/** What became of one who waited for a person. */
export type Outcome = {
  visitId: string;
  waitMs: number;
  end: 'served' | 'left' | 'waiting';
  agentId: string | null;
};
