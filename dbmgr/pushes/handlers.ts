import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { claimPushes, settlePush } from './carry.ts';
import { addSubscription, removeSubscription } from './subscriptions.ts';

/** There is one key for all. */
export const onlyRow = 1;

export const pushHandlers: Handlers<Context>['pushes'] = {
  async notePushKey({ db, now }, { key }) {
    const row = { only_row: onlyRow, public_key: key, noted_at: now() };
    await db
      .insertInto('push_keys')
      .values(row)
      .onDuplicateKeyUpdate({ public_key: key, noted_at: row.noted_at })
      .execute();
    return {};
  },

  async addSubscription(context, input) {
    await addSubscription(context, input);
    return {};
  },

  async removeSubscription(context, { endpoint }) {
    await removeSubscription(context, endpoint);
    return {};
  },

  claimPushes: async (context, { limit }) => ({ pushes: await claimPushes(context, limit) }),

  async settlePush(context, input) {
    await settlePush(context, input);
    return {};
  },
};
