import { z } from 'zod';
import { email } from '../contract/people.ts';

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((number) => number <= 65_535, 'must be a port number');

const list = z.string().transform((text) => text.split(',').map((part) => part.trim()));

const url = (...protocols: string[]) =>
  z.string().refine(
    (text) => {
      const parsed = URL.canParse(text) ? new URL(text) : null;
      return parsed !== null && protocols.includes(parsed.protocol);
    },
    `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  );

const urls = (...protocols: string[]) => list.pipe(z.array(url(...protocols)).min(1));

const bytes = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const secret = z.string().min(32, 'must be at least 32 characters');

/**
 * Every environment variable that Natter reads. Names marked in `secretSettings` may also come as
 * `NAME_FILE`, a file that nobody else may read.
 */
export const settings = {
  NATTER_HOME: z.string().min(1).default('.natter'),
  NATTER_TEST_MYSQL_URL: url('mysql:').optional(),
  NATTER_TEST_NATS_SERVER: z.string().min(1).optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  WEB_PORT: port.default(8080),
  RELAY_PORT: port.default(8081),
  METRICS_PORT: port.default(9464),
  PUBLIC_URL: url('http:', 'https:').optional(),
  NATS_URL: urls('nats:', 'tls:').optional(),
  NATS_USERS: z.string().min(1).optional(),
  MYSQL_URL: url('mysql:').optional(),
  SESSION_MYSQL_URL: url('mysql:').optional(),
  MIGRATE_MYSQL_URL: url('mysql:').optional(),
  RELAY_URLS: urls('http:').optional(),
  REUSE_PORT: z
    .enum(['0', '1'])
    .default('0')
    .transform((text) => text === '1'),
  TRUST_PROXY: list
    .default([])
    .refine((parts) => !parts.includes('true'), 'must list addresses or subnets, never `true`'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  SESSION_SECRET: list.pipe(z.array(secret).min(1)).optional(),
  TOKEN_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url')
    .optional(),
  RELAY_SECRET: secret.optional(),
  /** A socket that is bound already, by its file descriptor, instead of HOST and the port. */
  LISTEN_FD: z.coerce.number().int().min(3).optional(),
  /** Origins besides PUBLIC_URL's whose pages may embed the widget. */
  WIDGET_ORIGINS: urls('http:', 'https:').optional(),
  /** New chat sessions a minute from one address. */
  LIMIT_CHAT_SESSIONS: z.coerce.number().int().min(1).default(300),
  /** Sign-ups a minute from one address. */
  LIMIT_SIGNUPS: z.coerce.number().int().min(1).default(120),
  /** Requests a minute to `/v1` of one account, whatever tokens it uses. */
  LIMIT_ACCOUNT_REQUESTS: z.coerce.number().int().min(1).default(1200),
  /** Requests a minute to `/v1` from one address. */
  LIMIT_ADDRESS_REQUESTS: z.coerce.number().int().min(1).default(6000),
  /** Open sockets from one address. */
  LIMIT_ADDRESS_SOCKETS: z.coerce.number().int().min(1).default(1000),
  /** Open sockets of one person. */
  LIMIT_PERSON_SOCKETS: z.coerce.number().int().min(1).default(20),
  /** Open sockets of one relay. */
  LIMIT_SOCKETS: z.coerce.number().int().min(1).default(20_000),
  /** Frames a second that one socket may send in the long run; all of a person's twice as many. */
  LIMIT_SOCKET_FRAMES: z.coerce.number().int().min(1).default(50),
  /** Signs the addresses at which web takes and hands out files of its own disk. */
  FILES_SECRET: secret.optional(),
  /** An object store to use instead of the disk, and what it asks for. */
  S3_ENDPOINT: url('http:', 'https:').optional(),
  /** Where browsers reach the same store. */
  S3_PUBLIC_ENDPOINT: url('http:', 'https:').optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .default('natter-files'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  /** The server that takes mails; without it they are written into the home. */
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  /** Whom mails come from; `natter@` and the host of PUBLIC_URL otherwise. */
  MAIL_FROM: email.optional(),
  /** The private key of pushes, of P-256. */
  PUSH_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url')
    .optional(),
  /** For tests: one private address that pushes may go to, and the file of who vouches for it. */
  NATTER_TEST_PUSH_ADDRESS: z
    .string()
    .regex(/^[\d.]+:\d+$/, 'must be an address and a port')
    .optional(),
  NATTER_TEST_PUSH_CA: z.string().min(1).optional(),
  /** Bytes of one file. */
  LIMIT_ATTACHMENT_BYTES: bytes.default(25 * 1024 ** 2),
  /** Bytes of all files of one person. */
  LIMIT_PERSON_BYTES: bytes.default(1024 ** 3),
  /** Bytes of all files of one organisation. */
  LIMIT_ORG_BYTES: bytes.default(50 * 1024 ** 3),
} as const;

export type SettingName = keyof typeof settings;

export const secretSettings: readonly SettingName[] = [
  'MYSQL_URL',
  'SESSION_MYSQL_URL',
  'MIGRATE_MYSQL_URL',
  'SESSION_SECRET',
  'TOKEN_KEY',
  'RELAY_SECRET',
  'FILES_SECRET',
  'SMTP_URL',
  'PUSH_KEY',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
];

export type Settings<N extends SettingName> = {
  [K in N]: z.output<(typeof settings)[K]>;
};
