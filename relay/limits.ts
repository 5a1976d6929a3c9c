const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** What a relay allows itself and its clients. Tests shorten some; nothing reads them elsewhere. */
export const shippedLimits = {
  handshakeTimeoutMs: 5000,
  /** What opening sockets may take of a turn of the event loop while others wait for theirs. */
  handshakesTurnMs: 4,
  maxWaitingHandshakes: 5000,
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
  /** The same for all sockets together; beyond, those for whom most waits are cut. */
  allWaitingBytes: 256 * mebibyte,
  /** A socket for which something waits for this long is cut. */
  stalledMs: 6500,

  maxBadFrames: 3,
  /** Frames of one person in a second, as a multiple of one socket's. */
  personFrameFactor: 2,
  /** The same of a guest: however many tabs they open, they have one socket's. */
  guestFrameFactor: 1,
  /** Seconds' worth of frames that may come at once. */
  frameBurstS: 4,
  /** Seconds' worth of refused frames before the socket is closed. */
  frameDebtS: 8,
  /** What a guest may have dbmgr do in a second, messages apart, as a part of their frames, … */
  guestActFactor: 1 / 25,
  /** … all guests of an address, as that of a part of the sockets it may have, … */
  busyGuestFactor: 1 / 100,
  /** … and seconds' worth of it that may come at once. */
  guestActBurstS: 15,
  maxFragments: 1024,

  /** Requests about who comes in, each for the hellos of a turn or more. */
  joinsInFlight: 3,
  maxWaitingHellos: 5000,
  pagesInFlight: 32,
  maxWaitingPages: 20_000,
  /** How long a `hello` or a page is tried again while dbmgr is away. */
  readPatienceMs: 5000,

  batchesInFlight: 4,
  /** How long a message may be on its way to the database before later ones are refused. */
  storeTargetMs: 60,
  /** The same for a moment, when many come at once. */
  storeBurstMs: 200,
  /** When nothing was stored for this long, dbmgr is away, and what comes waits for it. */
  storeSilentMs: 1000,
  /** So many may be on their way however slow the database is. */
  minOutstanding: 256,
  maxQueuedMessages: 10_000,
  maxQueuedBytes: 16 * mebibyte,
  batchPatienceMs: 10_000,
  /** What died with a dbmgr is asked again after this; the next waits are twice as long. */
  firstBatchTimeoutMs: 1000,

  ringEntries: 1000,
  ringBytes: 512 * kibibyte,
  allRingsBytes: 64 * mebibyte,
  /** Older entries that somebody looked at lately. */
  pastBytes: 16 * mebibyte,
  lingerMs: 30_000,
  /** How long an entry may wait for an earlier one that is still on its way. */
  reorderWaitMs: 20,
  maxHeldEntries: 2000,

  leaseIntervalMs: 10_000,
  leaseLifetimeMs: 30_000,
  seenIntervalMs: 1000,
  typingIntervalMs: 1000,

  /** How often presence looks whether there is something to do. */
  presenceTickMs: 200,
  /** From one round of telling changes to the next. */
  presenceRoundMs: 1000,
  /** A relay says at least so often that it lives; … */
  presenceBeatMs: 1000,
  /** … one that is silent for so long is dead, and its people are offline. */
  presenceSilentMs: 12_000,
  /** How long somebody whose sockets were lost still counts as present. */
  presenceGraceMs: 12_000,
  /** How long another relay is waited for that was asked who is there. */
  presenceAwaitMs: 2000,
  /** In a channel with more people, numbers are told instead of names, … */
  maxNamedPeople: 100,
  /** … to all seats at most once in so much time for each of them: to 500 a second. */
  crowdSeatMs: 2,
  drainMs: 3000,
} as const;

export type Limits = { readonly [Name in keyof typeof shippedLimits]: number };
