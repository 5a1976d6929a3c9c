import { AppError } from '../../internal/contract/errors.ts';

const retryMs = 2000;

/** The store does not do as it is asked; `cause` is for the log. */
export function away(cause: unknown): AppError {
  const message = 'Files cannot be stored now. Yours is kept; try again.';
  return new AppError('unavailable', message, { retryMs, cause });
}
