import type { Member } from '../load-plan.ts';

/** What a line tells of its connection. */
export type LineEvents = {
  /** Everything that was missed has come. */
  caughtUp: () => void;
  /** A message of the room, by its writer's number. */
  seen: (number: number) => void;
  acked: (number: number) => void;
  /** Not taken on now; it is written again after so long. */
  refused: (number: number, retryMs: number) => void;
  /** The connection is gone; come back after a random wait on top of `atLeastMs`. */
  closed: (atLeastMs: number) => void;
};

/**
 * One member's way to the server over all connections: it remembers what the protocol needs to
 * resume.
 */
export type Line = Disposable & {
  /** Opens a connection; whatever comes of it is told by the events. */
  connect: () => void;
  write: (number: number, text: string) => void;
  /** Leaves without a word, as a phone in a tunnel does. */
  drop: () => void;
};

export type LineOptions = { url: string; member: Member; events: LineEvents };

/** The text of a message says its number, so that whoever gets it knows. */
export function textOf(number: number, bytes: number): string {
  return `${number} `.padEnd(bytes, 'x');
}

export function numberOf(text: string): number {
  return Number(text.slice(0, text.indexOf(' ')));
}
