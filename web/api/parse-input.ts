import type { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';

const maxErrors = 20;
const maxNameLength = 100;

/** Throws `invalid` with a sentence for each thing that is not of the documented form. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = describeIssues(parsed.error);
  const [name, message] = Object.entries(fields)[0] ?? ['', 'is malformed'];
  throw new AppError('invalid', name ? `${name}: ${message}.` : `It ${message}.`, { fields });
}

/** Names of fields as they were sent, dotted; what was sent in them is never repeated. */
function describeIssues(error: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const issue of error.issues) {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : undefined;
    const names = unknown?.map((key) => [...issue.path, key]) ?? [issue.path];
    for (const name of names) {
      const path = name.join('.').slice(0, maxNameLength);
      fields[path] ??= unknown ? 'is not known here' : issue.message;
    }
  }
  return Object.fromEntries(Object.entries(fields).slice(0, maxErrors));
}

/** What stands after the `?`, each name once. Throws `invalid` for one that comes twice. */
export function readQuery(search: string): Record<string, string> {
  const entries = [...new URLSearchParams(search)];
  const names = entries.map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new AppError('invalid', 'The address carries a name twice.', {
      fields: { [twice.slice(0, maxNameLength)]: 'may come once' },
    });
  }
  return Object.fromEntries(entries);
}
