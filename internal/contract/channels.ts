import { z } from 'zod';
import { event, feature, operation } from './define.ts';
import { conversation, entry, waitingEntry } from './entries.ts';
import { id, seq, timestamp } from './ids.ts';
import { login } from './logins.ts';

export const maxPageEntries = 200;

export const channelKind = z.enum(['conversation', 'waiting_list']);

/** A channel as one of its members sees it. */
export const channel = z.object({
  id,
  kind: channelKind,
  name: z.string(),
  head: seq,
  /** Grows whenever somebody comes or goes. */
  member_version: z.number().int(),
  /** The last entry this person has seen. */
  seen: seq,
  conversation: conversation.nullable(),
});
export type Channel = z.infer<typeof channel>;

export const channels = feature({
  name: 'channels',
  operations: {
    /**
     * What a socket needs at `hello`: who it is, the store, all channels that are live for it, and
     * for an agent who is online the conversations that wait.
     */
    joinChannels: operation({
      callers: ['relay'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: z.object({
        login,
        store: id,
        channels: z.array(channel),
        waiting: z.array(waitingEntry),
        agents_online: z.boolean(),
      }),
      errors: ['unauthenticated'],
    }),
    /** A page of a channel's log for one of its members, ascending, ≤ 200 entries, ≤ 256 KiB. */
    readPage: operation({
      callers: ['relay', 'web'],
      bulkhead: 'reads',
      input: z.strictObject({
        channel_id: id,
        after: seq.optional(),
        before: seq.optional(),
        limit: z.number().int().min(1).max(maxPageEntries).default(maxPageEntries),
      }),
      output: z.object({ entries: z.array(entry), head: seq, member_version: z.number().int() }),
      errors: ['unauthenticated', 'not_found'],
    }),
    /** What a relay missed in a channel it serves; for its members alone. */
    readGap: operation({
      callers: ['relay'],
      bulkhead: 'reads',
      input: z.strictObject({ channel_id: id, after: seq }),
      output: z.object({ entries: z.array(entry), head: seq, member_version: z.number().int() }),
      errors: ['not_found'],
    }),
    readHeads: operation({
      callers: ['relay'],
      bulkhead: 'reads',
      input: z.strictObject({ channels: z.array(id).max(5000) }),
      output: z.object({ heads: z.record(id, seq) }),
      errors: [],
    }),
    readMembers: operation({
      callers: ['relay'],
      bulkhead: 'reads',
      input: z.strictObject({ channel_id: id }),
      output: z.object({ member_version: z.number().int(), members: z.array(id) }),
      errors: ['not_found'],
    }),
    /** How far people have read; a relay collects these for a second. */
    markSeen: operation({
      callers: ['relay'],
      bulkhead: 'writes',
      input: z.strictObject({
        marks: z.array(z.strictObject({ login: id, channel_id: id, seq })).max(1000),
      }),
      output: z.object({}),
      errors: [],
    }),
  },
  events: {
    /** Key: channel. New entries, ascending and gapless within the event, after their commit. */
    entriesAppended: event(
      z.object({ channel_id: id, member_version: z.number().int(), entries: z.array(entry) }),
    ),
    /** Key: person. A channel became live for them; `from_seq` is the first entry they get live. */
    channelJoined: event(z.object({ person: id, channel, from_seq: seq })),
    /** Key: person. */
    channelLeft: event(z.object({ person: id, channel_id: id, member_version: z.number().int() })),
    /** Key: `all`. Every 2 s, the heads that changed within the last 10 s. */
    headsAnnounced: event(z.object({ store: id, at: timestamp, heads: z.record(id, seq) })),
  },
});
