import { z } from 'zod';
import {
  conversationEntry,
  type Entry,
  messageChangedEntry,
  messageEntry,
  type MessageEntry,
  noticeEntry,
  teamEntry,
} from '../../internal/contract/entries.ts';
import { id } from '../../internal/contract/ids.ts';
import { renderMarkdown } from './markdown-html.ts';

/**
 * A message as programs get it: the fields of the socket's `message` frame. `channel_id` is the
 * team's also in a direct thread, and `to` says to whom.
 */
export const shownMessage = messageEntry.extend({
  channel_id: id,
  html: z.string().optional().describe('The text as HTML, where `render=html` asks for it.'),
});
export type ShownMessage = z.infer<typeof shownMessage>;

/** An entry of a channel's log: the fields of the socket's frame, `kind` in the place of `op`. */
export const shownEntry = z.discriminatedUnion('kind', [
  shownMessage,
  messageChangedEntry.extend({ channel_id: id }),
  teamEntry.extend({ channel_id: id }),
  noticeEntry.extend({ channel_id: id }),
  conversationEntry.extend({ channel_id: id }),
]);
export type ShownEntry = z.infer<typeof shownEntry>;

export function showMessage(channelId: string, message: MessageEntry): ShownMessage {
  return { ...message, channel_id: channelId };
}

type Showing = { isRendered: boolean };

/** Without what a waiting list holds: that is no channel to read. */
export function showEntries(
  channelId: string,
  entries: readonly Entry[],
  { isRendered }: Showing,
): ShownEntry[] {
  return entries
    .filter((entry) => entry.kind !== 'waiting')
    .map((entry) => {
      const isText = entry.kind === 'message' && entry.type === 'text' && !entry.deleted;
      const html = isRendered && isText ? { html: renderMarkdown(entry.data) } : {};
      return { ...entry, channel_id: channelId, ...html };
    });
}
