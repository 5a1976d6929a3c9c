import { join } from 'node:path';
import {
  type Credentials,
  ensureCredentials,
  generatePassword,
  saveCredentials,
} from '../internal/home/credentials.ts';
import { openHome } from '../internal/home/open-home.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { fillVolumes } from './fill-volumes.ts';

/** The database takes these two in only when it is made. */
const settled = ['mysql.root', 'mysql.migrate'];

/**
 * Replaces one secret, named by its place in credentials.json (`tokenKey`, `nats.web`), and hands
 * it out; returns the new password of an automation that somebody registered. A session secret that
 * is replaced still verifies, so that nobody is signed out. Throws a PersonError when there is no
 * such secret.
 */
export function renewSecret(root: string, name: string): string | null {
  const home = openHome(join(root, 'setup'));
  const old = ensureCredentials(home);
  if (settled.includes(name)) {
    throw new PersonError(`${name} cannot be renewed here; change it in MySQL with ALTER USER.`);
  }
  const kept = structuredClone(old) as Partial<Credentials>;
  const [key = '', user] = name.split('.');
  const place = (user === undefined ? kept : kept[key as keyof Credentials]) as object | undefined;
  if (typeof place !== 'object' || !Object.hasOwn(place, user ?? key)) {
    throw new PersonError(`There is no secret ${name}; look into credentials.json for the names.`);
  }
  Reflect.deleteProperty(place, user ?? key);
  saveCredentials(home, kept as Credentials);
  const fresh = ensureCredentials(home);
  const isRegistered = key === 'nats' && user !== undefined && !Object.hasOwn(fresh.nats, user);
  if (isRegistered) {
    fresh.nats[user] = generatePassword();
    saveCredentials(home, fresh);
  }
  if (name === 'sessionSecret') {
    const [previous] = old.sessionSecret.split(',');
    saveCredentials(home, { ...fresh, sessionSecret: `${fresh.sessionSecret},${previous}` });
  }
  fillVolumes(root);
  return isRegistered ? fresh.nats[user]! : null;
}
