import { PersonError } from '../internal/process/person-error.ts';

const deniedCodes = [
  'ER_DBACCESS_DENIED_ERROR',
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_SPECIFIC_ACCESS_DENIED_ERROR',
  'ER_CANT_CREATE_USER_WITH_GRANT',
  'ER_COLUMNACCESS_DENIED_ERROR',
];

const unreachableCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ENOENT',
  'PROTOCOL_CONNECTION_LOST',
];

/**
 * What a person must put right when the server that `setting` names refused something, as a
 * PersonError in one sentence; anything else is passed on.
 */
export function presentServerError(setting: string, error: unknown): unknown {
  const code = (error as { code?: string } | null)?.code ?? '';
  const say = (text: string) => new PersonError(text, { cause: error });
  if (code === 'ER_ACCESS_DENIED_ERROR' || code === 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR') {
    return say(`The database server refuses the user or password in ${setting}: correct the URL.`);
  }
  if (code === 'ER_HOST_NOT_PRIVILEGED') {
    return say(`The user in ${setting} may not connect from this host: allow it on the server.`);
  }
  if (code === 'ER_BAD_DB_ERROR') {
    return say(`The schema that ${setting} names does not exist: run the migrations first.`);
  }
  if (deniedCodes.includes(code)) {
    const advice = 'grant it, or set MIGRATE_MYSQL_URL to a user that has it';
    return say(`The user in ${setting} lacks a privilege that the migrations need: ${advice}.`);
  }
  if (unreachableCodes.includes(code)) {
    return say(`No database server answers at ${setting}: start it, or correct the URL.`);
  }
  return error;
}
