import { AppError } from '../internal/contract/errors.ts';
import type { Refusal } from '../internal/policy/refusal.ts';

/** Throws what a policy refused. */
export function enforce(refusal: Refusal | null): void {
  if (refusal) throw new AppError(refusal.code, refusal.message);
}
