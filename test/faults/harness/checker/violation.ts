/** The promises of a run, numbered as the document of faults has them. */
export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I8' | 'I9' | 'I10';

/** What was broken, where, and by what it is seen. */
export type Violation = { invariant: Invariant; what: string };

/** Every promise in words, for reports. */
export const promises: Record<Invariant, string> = {
  I1: 'every acked message is in the final read',
  I2: 'no message stands twice, in the database or on a screen',
  I3: 'each log is gapless, and everybody saw it ascending',
  I4: 'an ack comes after the commit; what was not acked is there once or not at all',
  I5: 'nothing appears that nobody sent',
  I6: 'nobody is given what came when they were no member',
  I8: 'memory, descriptors and sockets stay bounded',
  I9: 'what cannot be judged is refused',
  I10: 'all is well again, without a person, within the stated time',
};
