import type { WhoMayChat } from '../contract/settings.ts';
import type { Role } from '../contract/people.ts';
import type { Refusal } from './refusal.ts';

/** What decides whether somebody without an account may begin a conversation. */
export type Guest = { role: Role; hasEmail: boolean };

/** Members always may; guests where the settings let them, with an e-mail if they ask for one. */
export function refuseChat(mode: WhoMayChat, { role, hasEmail }: Guest): Refusal | null {
  if (role !== 'user') return null;
  if (mode !== 'guests_with_email' || hasEmail) return refuseGuest(mode);
  return { code: 'invalid', message: 'Leave an e-mail address to chat here.' };
}

/** Whether the organisation lets in people without an account. */
export function refuseGuest(mode: WhoMayChat): Refusal | null {
  if (mode !== 'members') return null;
  return { code: 'forbidden', message: 'Only members can chat here. Sign in, or sign up first.' };
}
