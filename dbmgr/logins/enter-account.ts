import type { Features } from '../../internal/contract/features.ts';
import type { OutputOf } from '../../internal/contract/types.ts';
import { isAudited } from '../../internal/policy/audit.ts';
import { recordAct } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { transact } from '../database/transact.ts';
import { isOrganisationOn } from '../organisations/hold-organisation.ts';
import { rememberDevice } from './devices.ts';
import { issueTokens, openLogin } from './open-login.ts';
import type { TokenSigner } from './tokens.ts';

export type EntryParts = { signer: TokenSigner };

type Account = { id: string; password_hash: string | null };
type Entered = OutputOf<Features['logins']['operations']['signIn']>;

/**
 * Signs in whose password was checked against this hash. Undefined when the person was changed
 * meanwhile.
 */
export async function enterAccount(
  parts: EntryParts,
  context: Context,
  account: Account,
  knownDevice: string | undefined,
): Promise<Entered | undefined> {
  const now = context.now();
  const address = context.request.address ?? '';
  const opened = await transact(context.db, async (tx) => {
    const row = await tx
      .selectFrom('people')
      .where('id', '=', account.id)
      .select(['id', 'org_id', 'role', 'name', 'email', 'active', 'password_hash'])
      .select(['auth_version', 'online'])
      .forUpdate()
      .executeTakeFirst();
    if (row?.active !== 1 || row.password_hash !== account.password_hash) return undefined;
    if (!(await isOrganisationOn(tx, row.org_id))) return undefined;
    const person = { id: row.id, name: row.name, role: row.role, org: row.org_id };
    const authVersion = row.auth_version;
    const login = await openLogin(tx, { person, authVersion, address, now });
    await tx.updateTable('people').set({ last_login_at: now }).where('id', '=', row.id).execute();
    const device = await rememberDevice(tx, row.id, knownDevice, now);
    if (isAudited(row.role)) {
      await recordAct(tx, {
        at: now,
        org: row.org_id,
        actor: { ...person, email: row.email },
        address,
        action: 'logins.signIn',
        outcome: 'done',
        requestId: context.request.requestId,
      });
    }
    return { login, device, online: row.online === 1 };
  });
  if (!opened) return undefined;
  context.actor = account.id;
  const { login, device, online } = opened;
  return {
    login: { id: login.id, user: login.person, auth_version: login.authVersion, online },
    tokens: await issueTokens(parts.signer, login, now),
    device,
  };
}
