import type { Kysely } from 'kysely';
import type { Day } from '../../internal/policy/days.ts';
import {
  createAccount,
  judgeMessage,
  keyOf,
  type OutcomeRow,
} from '../../internal/policy/outcomes.ts';
import type { Tables } from '../database/tables.ts';
import { readFacts } from './read-facts.ts';
import { countLines, readLines } from './read-lines.ts';

/** A conversation in a line of a day. */
export type Listed = { channel_id: string; first_at: Date; messages: number };

export type JudgedDay = {
  total: number;
  rows: OutcomeRow[];
  /** By the key of a line, in the order of their first message in it. */
  talks: ReadonlyMap<string, readonly Listed[]>;
};

/** What took longer than this is good for others who ask soon after. */
const longMs = 3000;
const keepMs = 30_000;

type Kept = { judged: Promise<JudgedDay>; untilMs: number };

const kept = new WeakMap<object, Map<string, Kept>>();

/**
 * Judges every message of a day until `now`: what is said while it is judged is of the next look.
 * Whoever asks while it is going on, or soon after it took long, hears the same: a page that gave
 * up waiting for a big day has it when it is loaded again.
 */
export function judgeDay(
  db: Kysely<Tables>,
  org: string,
  whole: Day,
  now: Date,
): Promise<JudgedDay> {
  const day = { ...whole, to: whole.to > now ? now : whole.to };
  const days = kept.get(db) ?? new Map<string, Kept>();
  kept.set(db, days);
  const key = `${org} ${day.date}`;
  const known = days.get(key);
  if (known && performance.now() < known.untilMs) return known.judged;
  const begin = performance.now();
  const entry: Kept = { judged: judge(db, org, day), untilMs: Infinity };
  days.set(key, entry);
  const forget = () => days.get(key) === entry && days.delete(key);
  entry.judged.then(() => {
    if (performance.now() - begin < longMs) return forget();
    entry.untilMs = performance.now() + keepMs;
    return setTimeout(forget, keepMs).unref();
  }, forget);
  return entry.judged;
}

async function judge(db: Kysely<Tables>, org: string, day: Day): Promise<JudgedDay> {
  const account = createAccount();
  const talks = new Map<string, Map<string, Listed>>();
  for await (const lines of readLines(db, org, day)) {
    for (const { facts, channel_id, sent_at } of await readFacts(db, lines)) {
      const outcome = judgeMessage(facts);
      account.add(outcome, channel_id);
      const key = keyOf(outcome);
      const some = talks.get(key) ?? new Map<string, Listed>();
      talks.set(key, some);
      const known = some.get(channel_id) ?? { channel_id, first_at: sent_at, messages: 0 };
      some.set(channel_id, { ...known, messages: known.messages + 1 });
    }
  }
  const listed = [...talks].map(([key, some]) => [key, [...some.values()]] as const);
  return { total: await countLines(db, org, day), rows: account.rows(), talks: new Map(listed) };
}
