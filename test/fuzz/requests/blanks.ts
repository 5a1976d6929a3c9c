import { randomUUID } from 'node:crypto';

/** Places in a generated request that are filled when it is sent, with what is there by then. */
const mark = '\u0001';

export type Blank = 'email' | 'password' | 'cursor' | 'refresh token' | `id of ${string}`;

export function blank(kind: Blank, pick: number): string {
  return `${mark}${kind}${mark}${pick}`;
}

/** What answers told: ids by the resource they came from, cursors by who got them where. */
export type Known = {
  learn(resource: string, home: string, answer: unknown): void;
  add(resource: string, id: string): void;
  /** The same value with its blanks filled; nobody is told a cursor where there is none. */
  fill<T>(value: T, home: string): T;
};

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
  const fillText = (text: string, home: string): string | undefined => {
    if (!text.startsWith(mark)) return text;
    const [, kind = '', number = '0'] = text.split(mark);
    const pick = Number(number);
    if (kind === 'email') return `${pick % accounts}@example.com`;
    if (kind === 'password') return passwords[pick % accounts];
    const list = listOf(kind === 'cursor' ? `cursors of ${home}` : kind);
    const found = list[pick % list.length];
    if (found !== undefined || kind === 'cursor') return found;
    return randomUUID();
  };
  const fill = (value: unknown, home: string): unknown => {
    if (typeof value === 'string') return fillText(value, home);
    if (Array.isArray(value)) return value.map((one) => fill(one, home));
    if (typeof value !== 'object' || value === null) return value;
    const filled = Object.entries(value).map(([name, one]) => [name, fill(one, home)] as const);
    return Object.fromEntries(filled.filter(([, one]) => one !== undefined));
  };
  return {
    add: (resource, id) => keep(`id of ${resource}`, id),
    fill: (value, home) => fill(value, home) as typeof value,
    learn(resource, home, answer) {
      const { data, page, ...rest } = answer as Record<string, unknown>;
      keep('refresh token', rest.refresh_token);
      for (const one of [data].flat()) {
        keep(`id of ${resource}`, (one as { id?: unknown } | null | undefined)?.id);
      }
      for (const cursor of Object.values(page ?? {})) keep(`cursors of ${home}`, cursor);
    },
  };
}
