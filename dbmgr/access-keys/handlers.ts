import type { Handlers } from '../../internal/contract/types.ts';
import { refuseKeys } from '../../internal/policy/accounts.ts';
import { performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { TokenSigner } from '../logins/tokens.ts';
import { enforce } from '../refuse.ts';
import { createKey } from './create-key.ts';
import { presentKey, selectKeys } from './present-key.ts';
import { revokeKey } from './revoke-key.ts';
import { useKey } from './use-key.ts';

/** More than the good ones that somebody may have, for those that lapsed lately. */
const maxListed = 100;

export function accessKeyHandlers(signer: TokenSigner): Handlers<Context>['accessKeys'] {
  return {
    createKey: (context, input) => createKey(signer, context, input),
    listKeys: (context) =>
      performLook(context, async (db, actor) => {
        enforce(refuseKeys(actor.role));
        const rows = await selectKeys(db, actor.id)
          .orderBy('access_keys.made_at', 'desc')
          .orderBy('access_keys.id', 'desc')
          .limit(maxListed)
          .execute();
        return { keys: rows.map((row) => presentKey(row, context.now())) };
      }),
    revokeKey: (context, input) => revokeKey(context, input),
    useKey: (context, input) => useKey(context, input),
  };
}
