import { randomInt } from 'node:crypto';
import { nickOfAll } from '../../internal/contract/people.ts';
import type { Transaction } from '../database/transact.ts';

/** Leaves room for a number within the 32 characters that a nickname may have. */
const maxBaseLength = 24;
const numbered = 20;

/** `Zoë Brown-Smith` is `zoe.brown-smith`; a name without Latin letters is `member`. */
export function nickOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '.')
    .slice(0, maxBaseLength)
    .replaceAll(/^[._-]+|[._-]+$/g, '');
  return plain || 'member';
}

/** The person's name as a nickname that nobody in the organisation has now. */
export async function findFreeNick(tx: Transaction, org: string, name: string): Promise<string> {
  const base = nickOf(name);
  const wishes = [base];
  for (let number = 2; number <= numbered; number++) wishes.push(`${base}${number}`);
  const rows = await tx
    .selectFrom('people')
    .where('org_id', '=', org)
    .where('nick', 'in', wishes)
    .select('nick')
    .execute();
  const taken = new Set([nickOfAll, ...rows.map(({ nick }) => nick)]);
  return wishes.find((wish) => !taken.has(wish)) ?? `${base}${randomInt(1000, 10_000_000)}`;
}
