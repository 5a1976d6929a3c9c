import { PersonError } from '../internal/process/person-error.ts';

/** What a `mysql://user:password@host:port/schema` URL names. */
export type MysqlAddress = {
  /** The environment variable it came from, for messages. */
  setting: string;
  url: string;
  user: string;
  password: string;
  /** As in the URL, or the one given for a URL without a path. */
  schema: string;
};

const schemaPattern = /^[A-Za-z0-9_$-]{1,60}$/;

/** Throws a PersonError that names the setting when the URL has no user or an odd schema name. */
export function readMysqlAddress(
  setting: string,
  url: string,
  defaultSchema: string,
): MysqlAddress {
  const parsed = new URL(url);
  const user = decodeURIComponent(parsed.username);
  if (!user) throw new PersonError(`${setting} names no user; write mysql://USER:PASSWORD@HOST.`);
  const schema = decodeURIComponent(parsed.pathname.slice(1)) || defaultSchema;
  if (!schemaPattern.test(schema)) {
    const rule = 'use at most 60 letters, digits, _, $ or -';
    throw new PersonError(`${setting} names a schema that cannot be used; ${rule}.`);
  }
  return { setting, url, user, password: decodeURIComponent(parsed.password), schema };
}

/** The same server and account without a schema, or with another one. */
export function urlWithSchema(url: string, schema: string): string {
  const parsed = new URL(url);
  parsed.pathname = schema && `/${encodeURIComponent(schema)}`;
  return parsed.href;
}
