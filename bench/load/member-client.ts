import type { Member } from './load-plan.ts';

/** What the members of a load tell of what they see; called once a frame, so it holds no JSON. */
export type Witness = {
  /** A message of this sender's with this number was taken on. */
  acked: (number: number) => void;
  refused: (number: number, code: string) => void;
  delivered: () => void;
  /** An entry that had come before. */
  doubled: () => void;
  /** An entry that skips some before it. */
  disordered: () => void;
};

/** One socket of a load, past its hello and in its channel. */
export type MemberClient = Disposable & {
  /** The bytes of a message that are the same each time are made once. */
  send: (number: number, text: string) => void;
};

export type SeatOptions = {
  url: string;
  member: Member;
  witness: Witness;
  /** Something went wrong once they were seated; before, seating rejects. */
  fail: (why: string) => void;
};

const zero = 0x30;
const nine = 0x39;

/** The decimal number that begins at `at`; stops at what is no digit. */
export function readNumber(buffer: Buffer, at: number): number {
  let number = 0;
  for (let i = at; ; i++) {
    const byte = buffer[i]!;
    if (!(byte >= zero && byte <= nine)) return number;
    number = number * 10 + byte - zero;
  }
}

/** The decimal number whose last digit is at `at`; NaN when that is no digit. */
export function readNumberBackwards(buffer: Buffer, at: number): number {
  let number = 0;
  let factor = 1;
  let i = at;
  for (; ; i--) {
    const byte = buffer[i]!;
    if (!(byte >= zero && byte <= nine)) break;
    number += (byte - zero) * factor;
    factor *= 10;
  }
  return i === at ? NaN : number;
}
