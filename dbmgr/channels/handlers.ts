import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { joinChannels, joinSockets } from './join-channels.ts';
import { listTeamChannels } from './list-team-channels.ts';
import { markSeen } from './mark-seen.ts';
import { openThread } from './open-thread.ts';
import { noChannel, readGap, readPage } from './read-page.ts';

export const channelHandlers: Handlers<Context>['channels'] = {
  joinChannels,
  joinSockets: (context, { joins }) => joinSockets(context, joins),
  listTeamChannels,
  openThread,
  readPage,
  readGap: (context, input) => readGap(context.db, input),
  async readHeads(context, input) {
    if (input.channels.length === 0) return { heads: {} };
    const rows = await context.db
      .selectFrom('channels')
      .select(['id', 'head'])
      .where('id', 'in', input.channels)
      .execute();
    return { heads: Object.fromEntries(rows.map((row) => [row.id, row.head])) };
  },
  async readMembers(context, input) {
    const rows = await context.db
      .selectFrom('channels')
      .leftJoin('members', 'members.channel_id', 'channels.id')
      .where('channels.id', '=', input.channel_id)
      .select(['channels.member_version', 'members.person_id'])
      .execute();
    if (!rows[0]) throw noChannel();
    const members = rows.flatMap((row) => (row.person_id === null ? [] : [row.person_id]));
    return { member_version: rows[0].member_version, members };
  },
  async markSeen(context, input) {
    await markSeen(context, input.marks);
    return {};
  },
};
