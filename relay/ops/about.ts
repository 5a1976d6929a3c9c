import { AppError } from '../../internal/contract/errors.ts';
import type { ClientFrame } from '../../internal/contract/frames.ts';
import { refuseStarting } from '../../internal/policy/conversations.ts';
import type { Relay } from '../context.ts';
import type { Session } from '../sessions/session.ts';

/** Where the visitor's browser is; agents look it up when they want to know. */
export function about(
  { call }: Relay,
  session: Session,
  { op: _op, ...visit }: ClientFrame<'about'>,
): Promise<void> {
  const refusal = refuseStarting(session.person!);
  if (refusal) throw new AppError(refusal.code, refusal.message);
  return call.desks.noteVisit(visit, session.callContext()).then(() => undefined);
}
