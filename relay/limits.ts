const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** What a relay allows itself and its clients. Tests shorten some; nothing reads them elsewhere. */
export const shippedLimits = {
  handshakeTimeoutMs: 5000,
  helloTimeoutMs: 5000,
  /** From `hello` to `welcome`, however long the queue is. */
  welcomeTimeoutMs: 10_000,
  /** A closing handshake that takes longer ends with the connection. */
  closeTimeoutMs: 5000,
  tickMs: 1000,
  pingIntervalMs: 20_000,
  silentMs: 45_000,
  /** Bytes that may wait for one socket; beyond, it is cut and resumes later. */
  maxWaitingBytes: mebibyte,
  /** A replay that moves nothing for this long is cut. */
  stalledMs: 8000,

  maxBadFrames: 3,
  /** Frames of one person in a second, as a multiple of one socket's. */
  personFrameFactor: 2,
  /** Seconds' worth of frames that may come at once. */
  frameBurstS: 4,
  /** Seconds' worth of refused frames before the socket is closed. */
  frameDebtS: 8,
  maxFragments: 1024,

  hellosInFlight: 64,
  maxWaitingHellos: 5000,
  pagesInFlight: 32,
  maxWaitingPages: 20_000,
  /** How long a `hello` or a page is tried again while dbmgr is away. */
  readPatienceMs: 5000,

  batchesInFlight: 4,
  maxQueuedMessages: 10_000,
  maxQueuedBytes: 16 * mebibyte,
  batchPatienceMs: 10_000,
  firstBatchTimeoutMs: 1500,

  ringEntries: 1000,
  ringBytes: 512 * kibibyte,
  allRingsBytes: 64 * mebibyte,
  lingerMs: 30_000,
  /** How long an entry may wait for an earlier one that is still on its way. */
  reorderWaitMs: 20,
  maxHeldEntries: 2000,

  leaseIntervalMs: 10_000,
  leaseLifetimeMs: 30_000,
  seenIntervalMs: 1000,
  typingIntervalMs: 1000,
  drainMs: 3000,
} as const;

export type Limits = { readonly [Name in keyof typeof shippedLimits]: number };
