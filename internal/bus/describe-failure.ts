import { AppError } from '../contract/errors.ts';

/**
 * What a log may say of an error that somebody else's code threw: its kind and where, never its
 * message, which may hold a person's words. The mesh's own errors hold none.
 */
export function describeFailure(error: unknown): Record<string, unknown> {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  if (!(error instanceof Error)) return { kind: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { kind: error.name, at: frames.slice(0, 3).map((line) => line.trim()) };
}
