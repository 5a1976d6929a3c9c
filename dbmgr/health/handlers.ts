import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';

export const healthHandlers: Handlers<Context>['health'] = {
  async check({ db }) {
    const store = await db.selectFrom('stores').select('id').executeTakeFirstOrThrow();
    return { store: store.id };
  },
};
