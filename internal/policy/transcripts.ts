import { type ConversationFacts, mayServe, mayVisit, type Somebody } from './conversations.ts';
import type { Refusal } from './refusal.ts';

/** `tookPart`: an agent who has it, had it, or helps in it. */
export type Reading = ConversationFacts & { tookPart: boolean };

/** Its visitor, staff who had a part in it, and admins of its organisation. */
export function refuseTranscript(who: Somebody, conversation: Reading | undefined): Refusal | null {
  const unknown: Refusal = { code: 'not_found', message: 'There is no such conversation.' };
  if (!conversation || conversation.org !== who.org) return unknown;
  if (mayVisit(who.role)) return conversation.visitorId === who.id ? null : unknown;
  if (!mayServe(who.role)) return unknown;
  return who.role === 'admin' || conversation.tookPart ? null : unknown;
}

/**
 * Mails of transcripts within a day: of one person, of an organisation, and over all organisations
 * of all guests of one network and to one mailbox.
 */
export const mailLimits = { person: 10, network: 20, recipient: 5, org: 2000 } as const;

export type MailsToday = { [Of in keyof typeof mailLimits]: number };

/** Who names an address is not always whose address it is. */
export function refuseMailing(today: MailsToday): Refusal | null {
  if (today.person >= mailLimits.person) {
    const message = `You had ${mailLimits.person} transcripts mailed today. Download it instead.`;
    return { code: 'rate_limited', message };
  }
  const { recipient, network, org } = mailLimits;
  if (today.recipient < recipient && today.network < network && today.org < org) return null;
  const message = 'Enough transcripts were mailed today. Download it instead.';
  return { code: 'rate_limited', message };
}

/** `vera+shop@example.org` reaches whoever has `vera@example.org`. */
export function mailboxOf(address: string): string {
  return address.replace(/\+[^@]*(?=@)/, '');
}
