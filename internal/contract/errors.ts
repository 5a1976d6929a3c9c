/** The codes that cross the bus, and no others; web and relay turn them into HTTP or frames. */
export const errorCodes = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'stale_owner',
  'too_large',
  'rate_limited',
  'unavailable',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export type ErrorDetails = {
  /** One sentence per field of the input that was refused, keyed by its dotted path. */
  fields?: Record<string, string>;
  /** Milliseconds after which the same request may succeed. */
  retryMs?: number;
  cause?: unknown;
};

/** The one error that crosses the bus. `message` is written for the person who asked. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: Record<string, string> | undefined;
  readonly retryMs: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.fields = details.fields;
    this.retryMs = details.retryMs;
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return errorCodes.includes(value as ErrorCode);
}
