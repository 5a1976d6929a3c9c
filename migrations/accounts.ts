import { PersonError } from '../internal/process/person-error.ts';
import { openSession, type Session } from './connection.ts';
import type { MysqlAddress } from './mysql-address.ts';
import { urlWithSchema } from './mysql-address.ts';

/**
 * Makes the account that a URL names (from any host, as its password is its key) unless it can
 * already sign in. An account with another password is refused, or, with `resetPasswords`, given
 * the one in the URL. Returns the account as GRANT wants it.
 */
export async function ensureAccount(
  session: Session,
  address: MysqlAddress,
  resetPasswords: boolean,
): Promise<string> {
  const known = await signsIn(address);
  if (known) return known;
  const account = `${quote(address.user)}@'%'`;
  if (!resetPasswords && (await exists(session, address.user))) {
    throw new PersonError(
      `The database server refuses the password in ${address.setting}: correct the URL.`,
    );
  }
  await session.run(`CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY ?`, [address.password]);
  if (resetPasswords) {
    await session.run(`ALTER USER ${account} IDENTIFIED BY ?`, [address.password]);
  }
  return account;
}

/** The account that the server takes this user for, or null when it refuses. */
async function signsIn(address: MysqlAddress): Promise<string | null> {
  try {
    await using own = await openSession(address.setting, urlWithSchema(address.url, ''));
    const [row] = await own.run('SELECT CURRENT_USER() AS account');
    const [user, host] = splitAccount(String(row?.account));
    return `${quote(user)}@${quote(host)}`;
  } catch (error) {
    if ((error as Error).cause === undefined) throw error;
    const code = ((error as Error).cause as { code?: string }).code ?? '';
    if (code.startsWith('ER_ACCESS_DENIED')) return null;
    throw error;
  }
}

async function exists(session: Session, user: string): Promise<boolean> {
  try {
    const rows = await session.run('SELECT user FROM mysql.user WHERE user = ?', [user]);
    return rows.length > 0;
  } catch {
    // Who may not look at accounts may still be able to make one.
    return false;
  }
}

function splitAccount(account: string): [string, string] {
  const at = account.lastIndexOf('@');
  return [account.slice(0, at), account.slice(at + 1)];
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
