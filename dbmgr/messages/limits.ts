/** How much one transaction of the writer takes and how long things may last. */
export const shippedWriterLimits = {
  /** Under 1,000, so that no IN list becomes a scan: see `maxListed`. */
  transactionMessages: 999,
  transactionBytes: 4 * 1024 * 1024,
  /** At once, never two that hold the same channel. */
  transactions: 2,
  waitingMessages: 2000,
  /** A refused message may be tried again after this. */
  retryMs: 500,
  /**
   * The database may be away for so long before what waits is refused; callers give up after 5 s.
   */
  patienceMs: 3500,
  /**
   * What was read about who writes where is not read again for so long: a login whose end this
   * process did not hear of is good for that time.
   */
  rememberMs: 1000,
};

export type WriterLimits = typeof shippedWriterLimits;
