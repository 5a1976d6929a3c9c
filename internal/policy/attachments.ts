import { typeOfContent } from '../contract/attachments.ts';
import type { Role } from '../contract/people.ts';
import { mayServe } from './conversations.ts';
import { mayUseTeams } from './team-writing.ts';
import type { Refusal } from './refusal.ts';

/** In bytes: of one file, of all files of one person, of all files of one organisation. */
export type AttachmentLimits = { file: number; person: number; org: number };

/** Of one person, asked for and not looked at yet. */
export const maxUploads = 100;

/** The channel somebody wants to send a file into. */
export type UploadPlace = { kind: string; isMember: boolean };

const unknownChannel: Refusal = { code: 'not_found', message: 'There is no such channel.' };

/**
 * Files go into teams and their threads, from those who are in them now, and into conversations and
 * the notes beside them from whoever answers; guests have none of their own.
 */
export function refuseUpload(who: { role: Role }, place: UploadPlace | undefined): Refusal | null {
  if (!place?.isMember || !mayUseTeams(who.role)) return unknownChannel;
  if (place.kind === 'team' || place.kind === 'direct') return null;
  const isTheirs = place.kind === 'conversation' || place.kind === 'notes';
  if (isTheirs && mayServe(who.role)) return null;
  return { code: 'forbidden', message: 'You cannot send files here.' };
}

export function refuseSize(size: number, limits: AttachmentLimits): Refusal | null {
  if (size <= limits.file) return null;
  const message = `The file is larger than ${presentBytes(limits.file)}. It was not uploaded.`;
  return { code: 'too_large', message };
}

/** However small they are, each is a row and an address. */
export function refuseMoreUploads(waiting: number): Refusal | null {
  if (waiting < maxUploads) return null;
  const message =
    `${maxUploads} files are being uploaded by you already. ` +
    'Wait until some are sent, or take them back.';
  return { code: 'rate_limited', message };
}

/** `used` is what both keep already. */
export function refuseQuota(
  size: number,
  used: { person: number; org: number },
  limits: AttachmentLimits,
): Refusal | null {
  if (used.person + size > limits.person) {
    const message =
      `Your files would take more than ${presentBytes(limits.person)} in all. ` +
      'Delete messages with files that nobody needs any more, then upload this one again.';
    return { code: 'too_large', message };
  }
  if (used.org + size > limits.org) {
    const message =
      "There is no room left for your organisation's files. Nothing was uploaded; " +
      'ask whoever runs this server for more.';
    return { code: 'too_large', message };
  }
  return null;
}

/** What a decision needs to know of a file that a message names. */
export type AttachmentFacts = {
  owner: string;
  channel: string;
  state: 'waiting' | 'ready' | 'sent' | 'refused' | 'gone';
  contentType: string;
};

const unknownFile: Refusal = {
  code: 'not_found',
  message: 'There is no such file. Nothing was sent; upload it again.',
};
const sentBefore: Refusal = {
  code: 'conflict',
  message: 'This file was sent already. Upload it again to send it once more.',
};
const notLookedAt: Refusal = {
  code: 'conflict',
  message: 'The file has not arrived yet. Nothing was sent; upload it, then send it.',
};

/** Somebody's own file goes once, into the channel it was uploaded for, as what it is. */
export function refuseSending(
  message: { sender: string; channel: string; type: string },
  file: AttachmentFacts | undefined,
): Refusal | null {
  if (file?.owner !== message.sender || file.channel !== message.channel) return unknownFile;
  if (file.state === 'sent') return sentBefore;
  if (file.state === 'waiting') return notLookedAt;
  if (file.state !== 'ready') return unknownFile;
  const fitting = typeOfContent(file.contentType);
  if (message.type === 'file' || message.type === fitting) return null;
  return { code: 'invalid', message: `type: this file can be sent as ${fitting} or file.` };
}

/** An editor's own image, uploaded into the team and looked at, is its icon once. */
export function refuseIcon(
  who: { editor: string; team: string },
  file: AttachmentFacts | undefined,
): Refusal | null {
  if (file?.owner !== who.editor || file.channel !== who.team) return unknownIcon;
  if (file.state === 'waiting') return { ...notLookedAt, message: iconNotLookedAt };
  if (file.state !== 'ready') return unknownIcon;
  if (typeOfContent(file.contentType) === 'image') return null;
  return { code: 'invalid', message: 'icon: this file is not an image.' };
}

const unknownIcon: Refusal = {
  code: 'invalid',
  message: 'icon: there is no such image of yours in this team. Upload it again.',
};
const iconNotLookedAt = 'The image has not arrived yet. Upload it, then make it the icon.';

function presentBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`;
}
