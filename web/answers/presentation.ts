import { AppError, type ErrorCode } from '../../internal/contract/errors.ts';
import { HttpError, UnacceptableError } from './http-error.ts';

/** An error as the outside may know it: never a stack, a statement or a host. */
export type Presentation = {
  status: number;
  code: string;
  title: string;
  text: string;
  fields?: Record<string, string> | undefined;
  retryMs?: number | undefined;
  headers: Readonly<Record<string, string>>;
};

type Words = { status: number; title: string; text?: string };

const kept = 'What was saved before is still there.';
const nextStep = 'Try again; if it happens again, tell the people who run this site the reference.';

/** Those with a text of their own never show the error's. */
const words: Record<ErrorCode, Words> = {
  invalid: { status: 400, title: 'That cannot be read' },
  unauthenticated: { status: 401, title: 'You are signed out' },
  forbidden: { status: 403, title: 'This is not open to you' },
  not_found: { status: 404, title: 'There is nothing here' },
  conflict: { status: 409, title: 'That does not go with how things are now' },
  stale_owner: { status: 409, title: 'Somebody changed this before you' },
  too_large: { status: 413, title: 'That is too long' },
  rate_limited: { status: 429, title: 'A little slower, please' },
  unavailable: {
    status: 503,
    title: 'Not available right now',
    text: `A part of Natter does not answer at the moment. ${kept} Try again in a few seconds.`,
  },
  internal: {
    status: 500,
    title: 'This did not work',
    text: `An error on our side stopped the request. ${kept} ${nextStep}`,
  },
};

const unacceptable: Words = { status: 422, title: 'That cannot be accepted' };

const httpTitles: Record<number, string> = {
  404: 'There is nothing here',
  405: 'That is not done here',
  415: 'That cannot be read',
};

/** HTTP's view of an error; whatever is unknown is `internal`. */
export function presentError(error: unknown): Presentation {
  if (error instanceof HttpError) {
    const { status, message, headers } = error;
    const code = status === 404 ? 'not_found' : 'invalid';
    return { status, code, title: httpTitles[status] ?? 'Refused', text: message, headers };
  }
  const known = error instanceof AppError ? error : new AppError('internal', '');
  const { status, title, text } =
    error instanceof UnacceptableError ? unacceptable : words[known.code];
  return {
    status,
    code: known.code,
    title,
    text: text ?? known.message,
    fields: known.fields,
    retryMs: known.retryMs,
    headers: {},
  };
}
