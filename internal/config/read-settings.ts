import { AppError } from '../contract/errors.ts';
import { readPrivateFile } from './private-file.ts';
import { type SettingName, type Settings, secretSettings, settings } from './settings.ts';

type Environment = Record<string, string | undefined>;

/**
 * The named settings, parsed. Throws `invalid` with one sentence that names the setting and says
 * what is wrong with it, and never its value. An empty variable counts as unset. Any `NATTER_…`
 * variable that is none of the settings is refused: it is a typing error.
 */
export function readSettings<N extends SettingName>(
  names: readonly N[],
  env: Environment,
): Settings<N> {
  refuseUnknown(env);
  const result: Partial<Record<N, unknown>> = {};
  for (const name of names) {
    const parsed = settings[name].safeParse(rawValue(name, env));
    if (!parsed.success) {
      throw new AppError('invalid', `${name} ${parsed.error.issues[0]?.message ?? 'is wrong'}.`);
    }
    result[name] = parsed.data;
  }
  return result as Settings<N>;
}

/** The value of a setting that this process cannot do without. */
export function required<T>(name: SettingName, value: T | undefined): T {
  if (value === undefined) throw new AppError('invalid', `${name} is not set; set it.`);
  return value;
}

function rawValue(name: SettingName, env: Environment): string | undefined {
  if (env[name]) return env[name];
  const file = secretSettings.includes(name) ? env[`${name}_FILE`] : undefined;
  return file ? readPrivateFile(`${name}_FILE`, file).trim() : undefined;
}

function refuseUnknown(env: Environment): void {
  for (const name of Object.keys(env)) {
    if (name.startsWith('NATTER_') && !(name in settings)) {
      throw new AppError('invalid', `${name} is not a setting of Natter; correct or remove it.`);
    }
  }
}

/** The password of one NATS user from the NATS_USERS file (JSON, user → password, mode 0600). */
export function readNatsPassword(user: string, path: string): string {
  const text = readPrivateFile('NATS_USERS', path);
  const password = (parseJson(text) as Record<string, unknown> | null)?.[user];
  if (typeof password !== 'string') {
    throw new AppError('invalid', `NATS_USERS names a file without a password for ${user}.`);
  }
  return password;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
