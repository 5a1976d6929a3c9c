import type { TeamLevel } from '../contract/channels.ts';
import { editWindowMs, maxPins, maxRevisions } from '../contract/messages.ts';
import { maxEmoji, maxReactions } from '../contract/reactions.ts';
import type { Refusal } from './refusal.ts';

/** Where a message stands, as the asking person has it. */
export type Setting = {
  kind: 'conversation' | 'waiting_list' | 'team' | 'direct';
  isMember: boolean;
  level: TeamLevel;
  /** Of the team's channel, or of the team that a thread belongs to. */
  isTeamActive: boolean;
};

export type MessageFacts = {
  senderId: string;
  type: string;
  sentAt: Date;
  isDeleted: boolean;
  version: number;
};

const conflict = (message: string): Refusal => ({ code: 'conflict', message });
const forbidden = (message: string): Refusal => ({ code: 'forbidden', message });
const noChannel: Refusal = { code: 'not_found', message: 'There is no such channel.' };
const noMessage: Refusal = { code: 'not_found', message: 'There is no such message.' };
const isGone = conflict('This message was deleted.');

/** Whatever is changed in a channel: by those in it, while its team is active. */
export function refuseChanging(setting: Setting): Refusal | null {
  if (!setting.isMember || setting.kind === 'waiting_list') return noChannel;
  if (setting.kind === 'conversation') {
    return conflict('Messages of a conversation stay as they were sent.');
  }
  if (setting.isTeamActive) return null;
  return conflict('This team is deactivated. It can be read, and nothing in it changes.');
}

/** `seenVersion` is the one that the editor had before their eyes, where it is known. */
export function refuseEditing(
  who: { id: string },
  message: MessageFacts | undefined,
  { now, seenVersion, revisions }: { now: Date; seenVersion?: number; revisions: number },
): Refusal | null {
  if (!message) return noMessage;
  if (message.senderId !== who.id) return forbidden('Only who wrote a message edits it.');
  if (message.isDeleted) return isGone;
  if (message.type !== 'text') return conflict('Only texts are edited. Delete it instead.');
  if (now.getTime() - message.sentAt.getTime() > editWindowMs) {
    return conflict('A message is edited within 15 minutes. Write another one instead.');
  }
  if (seenVersion !== undefined && seenVersion !== message.version) {
    return conflict('This message was edited meanwhile. Look at it again.');
  }
  if (revisions < maxRevisions) return null;
  return conflict(`This message was edited ${maxRevisions} times, which is the limit.`);
}

/** Who wrote it, or an admin of the team in its channel: a thread is the two's alone. */
export function refuseDeleting(
  who: { id: string },
  setting: Setting,
  message: MessageFacts | undefined,
): Refusal | null {
  if (!message) return noMessage;
  if (message.senderId === who.id) return null;
  if (setting.kind === 'team' && setting.level !== 'member') return null;
  return forbidden('Only who wrote a message deletes it, or an admin of the team.');
}

/** `others` are the emoji that the message carries, `count` all reactions to it. */
export function refuseReacting(
  message: MessageFacts | undefined,
  emoji: string,
  { others, count }: { others: ReadonlySet<string>; count: number },
): Refusal | null {
  if (!message) return noMessage;
  if (message.isDeleted) return isGone;
  if (count >= maxReactions) return conflict('This message carries all reactions that it can.');
  if (others.has(emoji) || others.size < maxEmoji) return null;
  return conflict(`A message carries at most ${maxEmoji} different emoji.`);
}

/** Taking one's own reaction away; of a deleted message they are gone. */
export function refuseUnreacting(message: MessageFacts | undefined): Refusal | null {
  return message ? null : noMessage;
}

/** The team's admins in its channel, either of the two in a thread. */
export function refusePinning(
  setting: Setting,
  message: MessageFacts | undefined,
  pins: number,
): Refusal | null {
  const refusal = refuseUnpinning(setting, message);
  if (refusal || !message) return refusal;
  if (message.isDeleted) return isGone;
  if (pins < maxPins) return null;
  return conflict(`${maxPins} messages are pinned here, which is the limit. Unpin one first.`);
}

export function refuseUnpinning(
  setting: Setting,
  message: MessageFacts | undefined,
): Refusal | null {
  if (!message) return noMessage;
  if (setting.kind === 'direct' || setting.level !== 'member') return null;
  return forbidden("Only the team's admins pin messages in its channel.");
}
