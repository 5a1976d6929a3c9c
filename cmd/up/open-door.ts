import net from 'node:net';

/** A port that is held open; `fd` is handed to whoever accepts connections on it. */
export type Door = Disposable & { fd: number };

type Handle = { fd: number; close: () => void };
type CreateHandle = (
  host: string,
  port: number,
  family: 4 | 6,
  fd?: number,
  flags?: number,
) => unknown;

/**
 * Binds a port on behalf of a process to come (as systemd's socket activation does). The kernel
 * keeps accepting while that process is started again, so that whoever comes back in the meantime
 * waits a moment and is not refused. Null when it cannot be had this way: the process then listens
 * by itself, and says what is wrong.
 */
export function openDoor(host: string, port: number): Door | null {
  const family = net.isIP(host);
  // How node:cluster binds for its workers; there is no other way to bind without accepting.
  const create = (net as { _createServerHandle?: CreateHandle })._createServerHandle;
  if (!create || (family !== 4 && family !== 6)) return null;
  const handle = create(host, port, family, undefined, 0);
  if (!isHandle(handle)) return null;
  return { fd: handle.fd, [Symbol.dispose]: () => handle.close() };
}

/** A negative number says why not. */
function isHandle(handle: unknown): handle is Handle {
  return typeof handle === 'object' && handle !== null && (handle as Handle).fd > 0;
}
