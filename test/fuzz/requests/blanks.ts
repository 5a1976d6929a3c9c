import { randomUUID } from 'node:crypto';

/** Places in a generated request that are filled when it is sent, with what is there by then. */
const mark = '\u0001';

export type Blank = 'email' | 'password' | 'cursor' | 'refresh token' | `id of ${string}`;

export function blank(kind: Blank, pick: number): string {
  return `${mark}${kind}${mark}${pick}`;
}

/** Who asks, and under which path: cursors are good there. */
export type Home = { who: string; path: string };

/** What answers told: ids by the resource they came from, cursors by who got them where. */
export type Known = {
  learn(resource: string, home: Home, answer: unknown): void;
  add(resource: string, who: string, id: string): void;
  /**
   * The same value with its blanks filled: with what `who` was told more often than with what
   * others were. Nobody is told a cursor where there is none.
   */
  fill<T>(value: T, home: Home): T;
  /** A message that `who` wrote, if it is known of any. */
  messageOf(who: string, pick: number): { id: string; seq: number } | undefined;
};

type Named = { id?: unknown; from?: unknown; channel_id?: string; seq?: number };

const keptOfEach = 24;
/** Few accounts, so that some of them are there by the time somebody signs in. */
const accounts = 12;

/** `password` makes one that must not turn up in a log. */
export function createKnown(password: () => string): Known {
  const lists = new Map<string, string[]>();
  const passwords = Array.from({ length: accounts }, password);
  const listOf = (name: string) => {
    const list = lists.get(name) ?? [];
    lists.set(name, list);
    return list;
  };
  const keep = (name: string, value: unknown) => {
    const list = listOf(name);
    if (typeof value !== 'string' || list.includes(value)) return;
    list.push(value);
    if (list.length > keptOfEach) list.splice(Math.floor(list.length / 3), 1);
  };
  const fillText = (text: string, { who, path }: Home): string | undefined => {
    if (!text.startsWith(mark)) return text;
    const [, kind = '', number = '0'] = text.split(mark);
    const pick = Number(number);
    if (kind === 'email') return `${pick % accounts}@example.com`;
    if (kind === 'password') return passwords[pick % accounts];
    const own = listOf(`${kind} ${kind === 'cursor' ? path : ''} ${who}`);
    const found = own[pick % own.length];
    if (kind === 'cursor' || (found !== undefined && pick % 10 > 0)) return found;
    const all = listOf(kind);
    return all[pick % all.length] ?? randomUUID();
  };
  const fill = (value: unknown, home: Home): unknown => {
    if (typeof value === 'string') return fillText(value, home);
    if (Array.isArray(value)) return value.map((one) => fill(one, home));
    if (typeof value !== 'object' || value === null) return value;
    const filled = Object.entries(value).map(([name, one]) => [name, fill(one, home)] as const);
    return Object.fromEntries(filled.filter(([, one]) => one !== undefined));
  };
  const add = (resource: string, who: string, id: unknown) => {
    keep(`id of ${resource}`, id);
    keep(`id of ${resource}  ${who}`, id);
  };
  return {
    add,
    fill: (value, home) => fill(value, home) as typeof value,
    messageOf(who, pick) {
      const list = listOf(`messages of ${who}`);
      const [id, seq] = list[pick % list.length]?.split(' ') ?? [];
      return id ? { id, seq: Number(seq) } : undefined;
    },
    learn(resource, { who, path }, answer) {
      const { data, page, ...rest } = answer as Record<string, unknown>;
      keep('refresh token', rest.refresh_token);
      for (const one of [data].flat() as (Named | null | undefined)[]) {
        if (!one?.seq) add(resource, who, one?.id);
        else if (one.from === who) keep(`messages of ${who}`, `${one.channel_id} ${one.seq}`);
      }
      for (const cursor of Object.values(page ?? {})) keep(`cursor ${path} ${who}`, cursor);
    },
  };
}
