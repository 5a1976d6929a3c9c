/** Plain counters, because some grow with every delivery; `/metrics` reads them when asked. */
export type Figures = {
  sockets: number;
  framesIn: number;
  framesOut: number;
  bytesOut: number;
  writes: number;
  batches: number;
  batchRetries: number;
  messages: number;
  refusedMessages: number;
  queued: number;
  cuts: number;
  refusedUpgrades: number;
  resumes: number;
  resumedFromRing: number;
  resumedFromPages: number;
  gaps: number;
  memberRereads: number;
  presenceSaid: number;
  presenceHeard: number;
  presenceFrames: number;
};

export function createFigures(): Figures {
  return {
    sockets: 0,
    framesIn: 0,
    framesOut: 0,
    bytesOut: 0,
    writes: 0,
    batches: 0,
    batchRetries: 0,
    messages: 0,
    refusedMessages: 0,
    queued: 0,
    cuts: 0,
    refusedUpgrades: 0,
    resumes: 0,
    resumedFromRing: 0,
    resumedFromPages: 0,
    gaps: 0,
    memberRereads: 0,
    presenceSaid: 0,
    presenceHeard: 0,
    presenceFrames: 0,
  };
}
