/** When what runs in the background acts, in milliseconds by the database's clock. */
export const shippedTimes = {
  /** Between two looks at the automations. */
  watchMs: 1000,
  /** A replica said so long ago at most that it lives. */
  beatMs: 10_000,
  /** Between two sweeps of the tasks. */
  sweepMs: 1000,
  /** A running replica has so long for an answer. */
  answerMs: 8000,
  /** A task that the stream did not confirm is published again. */
  confirmMs: 3000,
  /** A visitor is told after so long that the automation is away. */
  absenceMs: 3000,
};

export type Times = typeof shippedTimes;
