/** Somebody of a load and the channel they sit in, if any; not all who sit there write. */
export type Seat = { token: string; channel: string | null; isWriter?: boolean };

export type Seating = {
  /** `ws://host:port/ws` */
  url: string;
  seats: Seat[];
  /** How many shake hands at the same time; 32 when not given. */
  atOnce?: number;
};

/** So many messages a second, whatever becomes of them; or so many on their way at once. */
export type Pace = { perSecond: number } | { window: number };

export type LoadOptions = {
  pace: Pace;
  seconds: number;
  textBytes: number;
  /** How long answers may still come when all is sent. */
  graceMs: number;
};

export type Times = { count: number; p50Ms: number; p99Ms: number; maxMs: number };

/** What became of the messages of one load, as the senders saw it. */
export type Outcome = {
  sent: number;
  /** From the first message to the last. */
  seconds: number;
  acked: Times;
  refused: Times;
  /** Refusals by code, and how many of them told no time to come back. */
  codes: Record<string, number>;
  withoutRetry: number;
  unanswered: number;
  /** Sockets that were closed meanwhile, by code. */
  closed: Record<string, number>;
  /** Acks in each tenth of a second. */
  timeline: number[];
  /** Messages that reached a socket of this load, their writers' too. */
  delivered: Times;
  /** The longest time between one ack and the next. */
  longestGapMs: number;
  /** How late the generator itself was, at worst; a sender that is late tells nothing of others. */
  lateMs: number;
};

export type ToLoad =
  | { type: 'seat'; seating: Seating }
  | { type: 'load'; options: LoadOptions }
  | { type: 'leave' };

export type FromLoad =
  | { type: 'seated' }
  | { type: 'done'; outcome: Outcome }
  | { type: 'left' }
  | { type: 'failed'; reason: string };
