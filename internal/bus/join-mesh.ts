import { readNatsPassword, required } from '../config/read-settings.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../log/log.ts';
import { type Bus, connectBus } from './connect.ts';

/**
 * Connects a process of the mesh as the user of its name, by its settings. Throws as `connectBus`
 * does, and an AppError that names a setting that is missing.
 */
export function joinMesh(
  user: string,
  settings: Settings<'NATS_URL' | 'NATS_USERS'>,
  log: Log,
): Promise<Bus> {
  const servers = required('NATS_URL', settings.NATS_URL);
  const password = readNatsPassword(user, required('NATS_USERS', settings.NATS_USERS));
  return connectBus({ servers, user, password, log });
}
