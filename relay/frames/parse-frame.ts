import type { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import { type ClientFrame, type ClientOp, clientFrames } from '../../internal/contract/frames.ts';

/** What only the server says of a message; a client that tries is told so by name. */
const serverFields = ['from', 'ts', 'seq', 'name', 'role'];

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  record: 'an object',
};

/**
 * The frame as its op has it. Throws `invalid` with one sentence that names the field and repeats
 * nothing of what was sent.
 */
export function parseFrame<Op extends ClientOp>(op: Op, draft: object): ClientFrame<Op> {
  const parsed = clientFrames[op].safeParse(draft, { error: describeIssue });
  if (parsed.success) return parsed.data as ClientFrame<Op>;
  const { path, message } = parsed.error.issues[0]!;
  const field = path[0] === undefined ? '' : `${String(path[0])}: `;
  throw new AppError('invalid', `${field}${message}.`);
}

/** For what the contract has no words of its own. */
function describeIssue(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const field = serverFields.find((name) => issue.keys.includes(name));
    return field ? `${field}: this is for the server to say` : 'The frame holds a field too many';
  }
  if (issue.input === undefined) return 'is missing';
  if (issue.code === 'invalid_type') return `must be ${kinds[issue.expected] ?? 'something else'}`;
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}`;
  if (issue.code === 'too_big') return 'is too large';
  if (issue.code === 'too_small') return 'is too small';
  return 'is not of the form it must have';
}
