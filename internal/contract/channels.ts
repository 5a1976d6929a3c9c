import { z } from 'zod';
import { event, feature, operation } from './define.ts';
import { conversation, entry, teamFacts, waitingEntry } from './entries.ts';
import { maxResumedChannels } from './frames.ts';
import { id, seq, timestamp } from './ids.ts';
import { login } from './logins.ts';

export const maxPageEntries = 200;

/** Sockets that one `joinSockets` brings in. */
export const maxJoins = 64;

/** Channels beside the live ones that a socket gets when it opens: all that it may resume. */
export const maxOtherChannels = maxResumedChannels;

export const channelKind = z.enum(['conversation', 'notes', 'waiting_list', 'team', 'direct']);

/** What somebody may do in a team; `super_admin` is its creator, or whom they gave it to. */
export const teamLevel = z.enum(['member', 'admin', 'super_admin']);
export type TeamLevel = z.infer<typeof teamLevel>;

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
  /** In a conversation: how far each of the others has, where that is known. */
  seen_by: z.record(id, seq).optional(),
  conversation: conversation.nullable(),
  /** Of a conversation's private notes: its channel. */
  notes_of: id.optional(),
  /** Reads along unseen, and writes nothing. */
  watches: z.literal(true).optional(),
  /** Of a team's channel: the team, and what this person may do there. */
  team: teamFacts.extend({ level: teamLevel }).optional(),
  /** Of a direct thread: its team, which is what the outside calls it by, and the other person. */
  direct: z.object({ team_id: id, person: z.object({ id, name: z.string() }) }).optional(),
  /** Messages of others after `seen`, 100 for more, and how many of them mention this person. */
  unread: z.number().int().optional(),
  mentions: z.number().int().optional(),
});
export type Channel = z.infer<typeof channel>;

/**
 * Team channels and threads of one person that `joinChannels` and `joinSockets` bring by themselves
 * take at most so many bytes; the rest is asked for with `listTeamChannels`.
 */
export const maxJoinedBytes = 12 * 1024;

/** Beyond `channels`: the last one of them, when there are more. */
const after = id.nullable();

/** What must be known of a channel to follow it. */
export const place = channel.pick({ id: true, head: true, member_version: true });
export type Place = z.infer<typeof place>;

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
        after,
        waiting: z.array(waitingEntry),
        agents_online: z.boolean(),
      }),
      errors: ['unauthenticated', 'forbidden'],
      scope: 'messages:read',
    }),
    /**
     * The same for the sockets of many logins at once, in the order of `joins`; null for a login
     * that is dead or may not read messages. `others` are channels that a client wants beside
     * those that are live for it; those it is no member of are left out. What an organisation's
     * sockets share is told once, by its id; `waiting` for organisations with an agent among them
     * who is online.
     */
    joinSockets: operation({
      callers: ['relay'],
      bulkhead: 'reads',
      input: z.strictObject({
        joins: z
          .array(z.strictObject({ login: id, others: z.array(id).max(maxResumedChannels) }))
          .max(maxJoins),
      }),
      output: z.object({
        store: id,
        joined: z.array(
          z
            .object({
              login,
              /** False for an access key that lacks `messages:write`. */
              may_write: z.boolean(),
              channels: z.array(channel),
              after,
              others: z.array(place),
            })
            .nullable(),
        ),
        waiting: z.record(id, z.array(waitingEntry)),
        agents_online: z.record(id, z.boolean()),
      }),
      errors: [],
      scope: 'messages:read',
    }),
    /**
     * Team channels and direct threads of whoever acts, in the order of their ids, from the one
     * behind `after` on; ≤ 256 KiB. `after` of the answer is null when there are no more.
     */
    listTeamChannels: operation({
      callers: ['relay', 'web'],
      bulkhead: 'reads',
      input: z.strictObject({
        after: id.optional(),
        limit: z.number().int().min(1).max(maxPageEntries).default(maxPageEntries),
      }),
      output: z.object({ channels: z.array(channel), after }),
      errors: ['unauthenticated'],
      scope: 'messages:read',
    }),
    /**
     * The thread in which the acting person and another member of the team write to each other,
     * made if there is none.
     */
    openThread: operation({
      callers: ['relay', 'web'],
      bulkhead: 'writes',
      input: z.strictObject({ team_id: id, person_id: id }),
      output: z.object({ channel }),
      errors: ['unauthenticated', 'not_found', 'conflict'],
      scope: 'messages:write',
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
      output: z.object({
        entries: z.array(entry),
        head: seq,
        member_version: z.number().int(),
        watches: channel.shape.watches,
      }),
      errors: ['unauthenticated', 'forbidden', 'not_found'],
      scope: 'messages:read',
    }),
    /** What a relay missed in a channel it serves; for its members alone. */
    readGap: operation({
      callers: ['relay'],
      bulkhead: 'reads',
      input: z.strictObject({
        channel_id: id,
        after: seq,
        limit: z.number().int().min(1).max(maxPageEntries).optional(),
      }),
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
    /** Key: channel. How far somebody has read, said by a program; relays tell one another. */
    seenNoted: event(z.object({ channel_id: id, person: id, seq })),
    /** Key: person. A channel became live for them; `from_seq` is the first entry they get live. */
    channelJoined: event(z.object({ person: id, channel, from_seq: seq })),
    /** Key: person. */
    channelLeft: event(z.object({ person: id, channel_id: id, member_version: z.number().int() })),
    /**
     * Key: `all`. Every second, heads that changed within the last 10 s; `joined` says who came
     * into one of these channels in that time.
     */
    headsAnnounced: event(
      z.object({
        store: id,
        at: timestamp,
        heads: z.record(id, seq),
        joined: z.record(id, z.array(id)).optional(),
      }),
    ),
  },
});
