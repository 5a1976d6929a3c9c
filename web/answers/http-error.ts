import { AppError } from '../../internal/contract/errors.ts';

/** A request that is not of the documented form, found by its handler: 400 in `/v1`. */
export class MalformedError extends AppError {}

/** A request of the documented form that dbmgr could not accept as it is: 422, not 400. */
export class UnacceptableError extends AppError {}

/** A refusal that only HTTP knows, such as a wrong method; everything else is an AppError. */
export class HttpError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.headers = headers;
  }
}
