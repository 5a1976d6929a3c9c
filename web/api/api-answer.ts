/** Where a page begins, known to the handler alone: programs get it signed, as a cursor. */
export type Position = Record<string, string | number>;

/** What a handler of `/v1` wants said. `version` becomes the `ETag`. */
export type ApiAnswer<T = unknown> =
  | { kind: 'data'; value: T; version?: number | undefined }
  | { kind: 'page'; items: T; next: Position | null; prev: Position | null }
  | {
      kind: 'created';
      value: T;
      version?: number | undefined;
      /** The path of what was created. */
      location?: string | undefined;
    }
  | { kind: 'nothing'; version?: number | undefined }
  | { kind: 'elsewhere'; url: string };

type Options = { version?: number | undefined };

/** 200 `{"data": value}`. */
export function data<T>(value: T, options: Options = {}): ApiAnswer<T> {
  return { kind: 'data', value, ...options };
}

/** 200 `{"data": items, "page": {"next", "prev"}}`; a position becomes a signed cursor. */
export function page<T>(
  items: T,
  { next, prev }: { next: Position | null; prev: Position | null },
): ApiAnswer<T> {
  return { kind: 'page', items, next, prev };
}

/** 201 `{"data": value}`, with `Location` when what was created has an address. */
export function created<T>(
  value: T,
  options: Options & { location?: string | undefined } = {},
): ApiAnswer<T> {
  return { kind: 'created', value, ...options };
}

/** 204. */
export function nothing(options: Options = {}): ApiAnswer<never> {
  return { kind: 'nothing', ...options };
}

/** 302 to an address outside `/v1`, such as a signed one of a store. */
export function elsewhere(url: string): ApiAnswer<never> {
  return { kind: 'elsewhere', url };
}
