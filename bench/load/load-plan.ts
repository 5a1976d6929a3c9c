export type ProtocolName = 'natter' | 'socket-io';

/** Somebody at a socket. */
export type Member = { channel: string; token: string; name: string };

/** The people of a load and who of them write; `senders` are places in `members`. */
export type Seating = {
  url: string;
  protocol: ProtocolName;
  members: Member[];
  senders: number[];
};

export type LoadOptions = {
  /** Messages that are sent and not yet acked, at most. */
  window: number;
  textBytes: number;
  /** What one sender sends in a second, at most; null leaves it to the window. */
  perSenderPerS: number | null;
  warmMs: number;
  measureMs: number;
};

/** What happened between `begin` and `end`. */
export type Tally = {
  acked: number;
  delivered: number;
  p50Ms: number;
  p99Ms: number;
  elapsedMs: number;
  generatorUs: number;
};

/** What was found when everything had come to rest; the whole load counts, warming up included. */
export type Findings = { lost: number; doubled: number; disordered: number; refused: number };

export type ToGenerator =
  | { type: 'seat'; seating: Seating }
  | { type: 'load'; options: LoadOptions };

export type FromGenerator =
  | { type: 'seated' }
  | { type: 'begin' }
  | { type: 'end'; tally: Tally }
  | { type: 'rest'; findings: Findings }
  | { type: 'failed'; reason: string };
