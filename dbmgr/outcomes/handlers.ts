import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { accountForDay } from './account-for-day.ts';
import { listConversations } from './list-conversations.ts';
import { readConversation } from './read-conversation.ts';
import { readSupervisor } from './read-supervisor.ts';

export const outcomeHandlers: Handlers<Context>['outcomes'] = {
  async readDay(context, { date }) {
    const { db, now } = context;
    const { org } = await readSupervisor(context);
    const settings = await readSettings(db, org);
    return accountForDay(db, { org, date, now: now(), settings });
  },
  listConversations,
  readConversation: (context, { channel_id }) => readConversation(context, channel_id),
};
