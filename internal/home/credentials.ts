import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { PersonError } from '../process/person-error.ts';
import type { Home } from './open-home.ts';
import { readPrivateJson, writePrivateJson } from './private-json.ts';

const natsUsers = ['web', 'relay', 'files', 'courier', 'dbmgr', 'chat-bot', 'mat-bot', 'operator'];
const mysqlUsers = ['root', 'migrate', 'dbmgr', 'web'] as const;

const passwords = z.record(z.string(), z.string().min(1));

const shape = z.object({
  /** NATS user → password, automations that were registered included. */
  nats: passwords,
  mysql: z.record(z.enum(mysqlUsers), z.string().regex(/^[A-Za-z0-9]{16,}$/)),
  sessionSecret: z.string().min(32),
  /** Ed25519 seed, base64url. */
  tokenKey: z.string().length(43),
  relaySecret: z.string().min(32),
  filesSecret: z.string().min(32),
  /** A private key of P-256, base64url: by it browsers know who pushes. */
  pushKey: z.string().length(43),
  /** Of the object store that docker-compose.yml runs. */
  store: z.object({ accessKeyId: z.string().min(3), secretAccessKey: z.string().min(32) }),
});

/** Everything secret that natter made up for itself. */
export type Credentials = z.output<typeof shape>;

/**
 * The home's credentials, made the first time and kept from then on. What a newer natter needs
 * besides is added. Throws a PersonError when the file is damaged or others may read it.
 */
export function ensureCredentials(home: Home): Credentials {
  const fresh = generate();
  const kept = (readPrivateJson(home.credentialsFile) ?? {}) as Partial<Credentials>;
  const merged = {
    ...fresh,
    ...kept,
    nats: { ...fresh.nats, ...kept.nats },
    mysql: { ...fresh.mysql, ...kept.mysql },
    store: { ...fresh.store, ...kept.store },
  };
  const parsed = shape.safeParse(merged);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.');
    throw new PersonError(
      `${home.credentialsFile} is damaged at "${place}"; restore it from a backup, or remove ` +
        'that entry and natter makes a new one.',
    );
  }
  saveCredentials(home, parsed.data);
  return parsed.data;
}

/** Writes the credentials, and the file that NATS_USERS names beside them. */
export function saveCredentials(home: Home, credentials: Credentials): void {
  writePrivateJson(home.credentialsFile, credentials);
  writePrivateJson(home.natsUsersFile, credentials.nats);
}

/** A password of letters and digits with more than 180 bits. */
export function generatePassword(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  let password = '';
  while (password.length < 32) {
    for (const byte of randomBytes(64)) {
      // Bytes that would make some letters likelier than others are passed over.
      if (byte < 248 && password.length < 32) password += letters[byte % letters.length];
    }
  }
  return password;
}

function generate(): Credentials {
  const each = <N extends string>(names: readonly N[]) =>
    Object.fromEntries(names.map((name) => [name, generatePassword()])) as Record<N, string>;
  return {
    nats: each(natsUsers),
    mysql: each(mysqlUsers),
    sessionSecret: randomBytes(32).toString('base64url'),
    tokenKey: randomBytes(32).toString('base64url'),
    relaySecret: randomBytes(32).toString('base64url'),
    filesSecret: randomBytes(32).toString('base64url'),
    pushKey: generatePushKey(),
    store: { accessKeyId: generatePassword().slice(0, 20), secretAccessKey: generatePassword() },
  };
}

/** The private half of a key pair of P-256, in base64url. */
export function generatePushKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ format: 'jwk' }).d!;
}
