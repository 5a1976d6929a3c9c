import { hash } from 'argon2';

/** A hash says itself what a check of it costs; thousands are made and checked in one run. */
export function hashCheaply(password: string): Promise<string> {
  return hash(password, { memoryCost: 64, timeCost: 2, parallelism: 1 });
}
