import { connect } from 'node:net';
import { readSettings } from '../../internal/config/read-settings.ts';
import type { Settings } from '../../internal/config/settings.ts';
import { settings } from '../../internal/config/settings.ts';
import type { SettingName } from '../../internal/config/settings.ts';
import { PersonError } from '../../internal/process/person-error.ts';

export type Environment = Settings<SettingName>;

/** Every setting, parsed. Throws a sentence for a person when one is broken or unknown. */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const names = Object.keys(settings) as SettingName[];
  const environment = readSettings(names, env);
  if (environment.NATS_URL && !environment.NATS_USERS) {
    throw new PersonError(
      'NATS_URL is set but NATS_USERS is not; set it to a JSON file (mode 0600) that holds the ' +
        'password of each NATS user.',
    );
  }
  for (const name of ['SESSION_MYSQL_URL', 'MIGRATE_MYSQL_URL'] as const) {
    if (!environment[name] || environment.MYSQL_URL) continue;
    throw new PersonError(`${name} is set but MYSQL_URL is not; set both or none.`);
  }
  return environment;
}

/** Throws a PersonError when no server of NATS_URL can be reached. */
export async function checkNatsUrl(urls: string[]): Promise<void> {
  const results = await Promise.allSettled(urls.map(reach));
  if (results.some(({ status }) => status === 'fulfilled')) return;
  const hosts = urls.map((url) => new URL(url).host).join(', ');
  const first = results.find((result) => result.status === 'rejected');
  const why = (first?.reason as NodeJS.ErrnoException | undefined)?.code ?? 'no answer';
  throw new PersonError(
    `NATS_URL: no server answers at ${hosts} (${why}); start it, or correct or unset NATS_URL.`,
  );
}

function reach(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 4222), timeout: 3_000 });
    socket.once('data', () => resolve());
    socket.once('error', reject);
    socket.once('timeout', () =>
      reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
    );
    socket.once('close', () => reject(new Error('closed')));
    const end = () => socket.destroy();
    socket.once('data', end).once('timeout', end);
  });
}
