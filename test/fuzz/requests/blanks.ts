import { randomUUID } from 'node:crypto';

/** Places in a generated request that are filled when it is sent, with what is there by then. */
const mark = '\u0001';

export type Blank = 'email' | 'password' | 'cursor' | `id of ${string}`;

export function blank(kind: Blank, pick: number): string {
  return `${mark}${kind}${mark}${pick}`;
}

/** What answers told: ids by the resource they came from, and cursors. */
export type Known = {
  learn(resource: string, answer: unknown): void;
  add(resource: string, id: string): void;
  /** The same value with its blanks filled. */
  fill<T>(value: T): T;
};

const keptOfEach = 60;

/** `password` makes one that must not turn up in a log. */
export function createKnown(password: () => string): Known {
  const ids = new Map<string, string[]>();
  const cursors: string[] = [];
  const keep = (list: string[], value: string) => {
    if (list.includes(value)) return;
    list.push(value);
    if (list.length > keptOfEach) list.splice(Math.floor(list.length / 3), 1);
  };
  const listOf = (resource: string) => {
    const list = ids.get(resource) ?? [];
    ids.set(resource, list);
    return list;
  };
  const fillText = (text: string): string => {
    if (!text.startsWith(mark)) return text;
    const [, kind = '', pick = '0'] = text.split(mark);
    if (kind === 'email') return `${pick}@example.com`;
    if (kind === 'password') return password();
    if (kind === 'cursor') return cursors[Number(pick) % cursors.length] ?? 'none';
    const own = listOf(kind.slice('id of '.length));
    const from = own.length > 0 ? own : [...ids.values()].flat();
    return from[Number(pick) % from.length] ?? randomUUID();
  };
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') return fillText(value);
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one)]));
  };
  return {
    add: (resource, id) => keep(listOf(resource), id),
    fill: (value) => fill(value) as typeof value,
    learn(resource, answer) {
      const { data, page } = answer as { data?: unknown; page?: Record<string, unknown> };
      for (const one of [data].flat()) {
        const id = (one as { id?: unknown } | null | undefined)?.id;
        if (typeof id === 'string') keep(listOf(resource), id);
      }
      for (const cursor of Object.values(page ?? {})) {
        if (typeof cursor === 'string') keep(cursors, cursor);
      }
    },
  };
}
