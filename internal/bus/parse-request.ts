import type { Msg } from 'nats';
import type { z } from 'zod';
import type { Operation } from '../contract/define.ts';
import { AppError } from '../contract/errors.ts';

/**
 * The input of an operation. Between versions the caller may be the newer one: with `isMesh`, what
 * it adds and this side does not know yet is left out. Throws `invalid` for everything else.
 */
export function parseRequest(operation: Operation, message: Msg, isMesh: boolean): unknown {
  let body: unknown;
  try {
    body = message.data.length === 0 ? {} : message.json();
  } catch {
    throw new AppError('invalid', 'The request is not JSON.');
  }
  const parsed = operation.input.safeParse(body);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  if (!isMesh || issues.some(({ code }) => code !== 'unrecognized_keys')) {
    throw invalidInput(parsed.error);
  }
  for (const issue of issues) leaveOut(body, issue as z.core.$ZodIssueUnrecognizedKeys);
  const again = operation.input.safeParse(body);
  if (again.success) return again.data;
  throw invalidInput(again.error);
}

function leaveOut(body: unknown, { path, keys }: z.core.$ZodIssueUnrecognizedKeys): void {
  const owner = path.reduce<unknown>(
    (at, name) => (at as Record<PropertyKey, unknown>)[name],
    body,
  );
  for (const key of keys) delete (owner as Record<string, unknown>)[key];
}

/** One sentence for the whole and one per field; the refused values are never repeated. */
function invalidInput(error: z.ZodError): AppError {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) {
    const path = issue.path.join('.') || 'input';
    fields[path] ??= issue.message;
  }
  const first = Object.entries(fields)[0];
  const message = first ? `${first[0]}: ${first[1]}.` : 'The request is malformed.';
  return new AppError('invalid', message, { fields });
}
