/** An entry of a channel's log as somebody saw it: `cid`, `from` and `text` only of messages. */
export type Sighting = {
  channelId: string;
  seq: number;
  cid?: string;
  from?: string;
  text?: string;
  atMs: number;
};

/** What one socket was told, in order. */
export type WireEvent =
  | ({ kind: 'entry' } & Sighting)
  /** A replay begins: after this entry, or from anywhere when null. */
  | { kind: 'start'; channelId: string; after: number | null; atMs: number };

export type SocketLog = {
  openedAtMs: number;
  closedAtMs?: number;
  closeCode?: number;
  wire: WireEvent[];
};

export type Sent = { cid: string; channelId: string; text: string; atMs: number };
export type Ack = { cid: string; channelId: string; seq: number; atMs: number };
export type Refusal = { cid?: string; op?: string; code: string; retryMs?: number; atMs: number };

/** All that one client did and saw. Times are milliseconds of `performance.now()`. */
export type ClientLog = {
  name: string;
  person: string;
  sent: Sent[];
  /** Every frame that went out, also the second one of the same message. */
  tries: { cid: string; socket: number; atMs: number }[];
  acks: Ack[];
  refusals: Refusal[];
  sockets: SocketLog[];
  /** What stood on the screen, in the order in which it came there. */
  shown: Sighting[];
};

/** A person may see entries of a channel after `fromSeq` and up to `toSeq`. */
export type Membership = {
  person: string;
  channelId: string;
  fromSeq: number;
  toSeq: number | null;
};

/** Whether an acked message could be read by somebody else when its ack had come. */
export type Witness = { cid: string; isCommitted: boolean };

/** Something that was tried and was to be refused, or not. */
export type Probe = { what: string; mayPass: boolean; hasPassed: boolean };

/** How long the mesh took to be whole again after a fault; null, and what missed, when never. */
export type Recovery = {
  what: string;
  tookMs: number | null;
  limitMs: number;
  missing?: string[];
};

/** What one process used at one moment. */
export type Sample = {
  process: string;
  pid: number;
  rssBytes: number;
  fds: number;
  sockets: number;
  atMs: number;
};

/** Everything that a run left for the checker. */
export type History = {
  clients: ClientLog[];
  memberships: Membership[];
  /** Texts that others than clients may write: answers of automations. */
  answers: Set<string>;
  witnesses: Witness[];
  probes: Probe[];
  recoveries: Recovery[];
  samples: Sample[];
  /** What was done to the mesh, for the report. */
  faults: { what: string; atMs: number }[];
};

export function createHistory(): History {
  return {
    clients: [],
    memberships: [],
    answers: new Set(),
    witnesses: [],
    probes: [],
    recoveries: [],
    samples: [],
    faults: [],
  };
}
