import type { DayBounds, RecordedShift, RecordedVisit } from '../../contract/days.ts';

/** All that is known of a day at an organisation's desk. */
export type RecordedDay = {
  bounds: DayBounds;
  visits: readonly RecordedVisit[];
  /** By agent in the order in which they were written down. */
  shifts: readonly RecordedShift[];
};

/** What is to be otherwise than it was. */
export type Change = {
  /** Of every agent. */
  limit?: number;
  moreAgents?: number;
  /** Of the agents who are added; as the one whose day they have, when not said. */
  languages?: readonly string[];
  skills?: readonly string[];
};

export const millis = (at: string): number => Date.parse(at);
