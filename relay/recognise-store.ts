import { closeCodes } from '../internal/contract/frames.ts';
import type { Relay } from './context.ts';

/**
 * False when dbmgr names another database than before: it was restored, positions mean nothing any
 * more, and everybody is closed to say hello again.
 */
export function recogniseStore(
  relay: Pick<Relay, 'store' | 'log' | 'hub' | 'logs' | 'past'>,
  store: string,
): boolean {
  const known = relay.store.id;
  relay.store.id = store;
  if (known === '' || known === store) return true;
  relay.log.warn('the database is another one: all sockets begin anew');
  for (const session of relay.hub.sessions) {
    session.connection.close(closeCodes.restarting, 'the database is another one');
  }
  relay.logs.forget();
  relay.past.forget();
  return false;
}
