import type { Address } from '../../internal/contract/server-frames.ts';
import { encodeFrame } from '../frames/encode-frame.ts';
import { away, nameOf, offline, online, type People, type Standing } from './standing.ts';

export type Change = [person: string, standing: Standing];

export function presentChanges(address: Address, changes: readonly Change[]): Buffer {
  const people = changes.map(([id, standing]) => ({ id, state: nameOf(standing) }));
  return encodeFrame({ op: 'presence', ...address, people });
}

/** `isComplete`: whoever is not among them is not there. */
export function presentPeople(address: Address, all: People, isComplete: boolean): Buffer {
  const people = [...all]
    .filter(([, standing]) => standing !== offline)
    .map(([id, standing]) => ({ id, state: nameOf(standing) }));
  const complete = isComplete ? true : undefined;
  return encodeFrame({ op: 'presence', ...address, people, complete });
}

export function presentNumbers(address: Address, all: People): Buffer {
  const count = (wanted: Standing) => {
    let sum = 0;
    for (const standing of all.values()) if (standing === wanted) sum++;
    return sum;
  };
  const numbers = { online: count(online), away: count(away) };
  return encodeFrame({ op: 'presence', ...address, ...numbers });
}
