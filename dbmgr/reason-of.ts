import type { AppError } from '../internal/contract/errors.ts';

/** Why something is `unavailable`, for the log: a driver's code, or else what people are told. */
export function reasonOf({ code, cause, message }: AppError): string | undefined {
  if (code !== 'unavailable') return undefined;
  const driverCode = (cause as { code?: unknown } | undefined)?.code;
  return typeof driverCode === 'string' ? driverCode : message;
}
