import type { OutgoingMessage } from '../../internal/contract/messages.ts';
import type { Refusal } from '../../internal/policy/refusal.ts';
import { refuseWritingAt } from '../../internal/policy/writing.ts';
import { refuseMessage, refuseReply } from './check-message.ts';
import { keyOf, type MessageKey } from './find-stored.ts';
import type { Place } from './lock-places.ts';
import { type Sender, type Writer, writerKey } from './read-writers.ts';

/** A message with everything that was found out about it. */
export type Letter = { message: OutgoingMessage } & (
  | { verdict: 'refused'; refusal: Refusal }
  /** Refused now, but the same message may have been stored when it was still allowed. */
  | { verdict: 'doubtful'; refusal: Refusal; key: MessageKey }
  /** The second of its key within the batch. */
  | { verdict: 'echo'; key: MessageKey }
  | { verdict: 'accepted'; key: MessageKey; place: Place; sender: Sender }
);

export type Accepted = Extract<Letter, { verdict: 'accepted' }>;

const signedOut: Refusal = {
  code: 'unauthenticated',
  message: 'You are signed out. Sign in again; your text was not sent.',
};
const cannotWrite: Refusal = {
  code: 'forbidden',
  message: 'This access key may not do this: it lacks messages:write.',
};
const noChannel: Refusal = { code: 'not_found', message: 'There is no such conversation.' };

/** Decides on each message by the rows that the transaction holds. */
export function judgeMessages(
  messages: readonly OutgoingMessage[],
  writers: ReadonlyMap<string, Writer>,
  places: ReadonlyMap<string, Place>,
): Letter[] {
  const seen = new Set<string>();
  return messages.map((message): Letter => {
    const writer = writers.get(writerKey({ login: message.login, channel: message.channel_id }));
    if (!writer) return { message, verdict: 'refused', refusal: signedOut };
    const { sender, isMember, mayWrite } = writer;
    if (!mayWrite) return { message, verdict: 'refused', refusal: cannotWrite };
    const malformed = refuseMessage(message);
    if (malformed) return { message, verdict: 'refused', refusal: malformed };
    const place = places.get(message.channel_id);
    if (!place || place.org !== sender.org) {
      return { message, verdict: 'refused', refusal: noChannel };
    }
    const key = { channelId: place.channelId, senderId: sender.id, cid: message.id };
    if (seen.has(keyOf(key))) return { message, verdict: 'echo', key };
    seen.add(keyOf(key));
    const refusal = isMember
      ? (refuseWritingAt(sender, message.to, place.facts) ?? refuseReply(message, place.head))
      : noChannel;
    if (refusal) return { message, verdict: 'doubtful', refusal, key };
    return { message, verdict: 'accepted', key, place, sender };
  });
}
