import { randomBytes } from 'node:crypto';
import { readSettings } from '../config/read-settings.ts';
import { generatePushKey } from '../home/credentials.ts';
import { type SettingName, type Settings, settings } from '../config/settings.ts';
import type { Canaries } from './canaries.ts';
import { pickPort } from './pick-port.ts';
import type { TestDatabase } from './database.ts';
import type { TestNats } from './test-nats.ts';

/** Environment variables by name, as a person would set them; what is undefined is not set. */
export type StageEnvironment = Partial<Record<SettingName, string>>;

/** What every process of a stage would find in its environment. */
export async function stageEnvironment(
  database: TestDatabase,
  nats: TestNats,
  canaries: Canaries,
  folder: string,
): Promise<StageEnvironment> {
  const secret = (what: string) => canaries.note(randomBytes(32).toString('base64url'), what);
  const webPort = await pickPort();
  return {
    NATTER_HOME: folder,
    HOST: '127.0.0.1',
    WEB_PORT: String(webPort),
    RELAY_PORT: '0',
    METRICS_PORT: '0',
    PUBLIC_URL: `http://127.0.0.1:${webPort}`,
    NATS_URL: nats.url,
    NATS_USERS: nats.usersFile,
    MYSQL_URL: database.urls.main,
    SESSION_MYSQL_URL: database.urls.sessions,
    MIGRATE_MYSQL_URL: database.urls.migrate,
    SESSION_SECRET: secret('the session secret'),
    TOKEN_KEY: secret('the token key'),
    RELAY_SECRET: secret('the relay secret'),
    FILES_SECRET: secret('the files secret'),
    PUSH_KEY: canaries.note(generatePushKey(), 'the push key'),
    LOG_LEVEL: 'debug',
  };
}

/** All settings at once: a process picks those it reads. */
export function parseSettings(environment: StageEnvironment): Settings<SettingName> {
  return readSettings(Object.keys(settings) as SettingName[], environment);
}
