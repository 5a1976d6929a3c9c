import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import type { TokenSigner } from '../logins/tokens.ts';
import { exchangeIdentity } from './exchange-identity.ts';
import { addIdentityKey, listIdentityKeys, revokeIdentityKey } from './identity-keys.ts';

export function identityHandlers(signer: TokenSigner): Handlers<Context>['identities'] {
  return {
    listIdentityKeys: (context) => listIdentityKeys(context),
    addIdentityKey: (context, input) => addIdentityKey(signer, context, input),
    revokeIdentityKey: (context, input) => revokeIdentityKey(context, input),
    exchangeIdentity: (context, input) => exchangeIdentity(signer, context, input),
  };
}
