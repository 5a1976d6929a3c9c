import { randomInt } from 'node:crypto';
import { isPortFree } from '../servers/free-port.ts';

/** Above 10080, which browsers and `fetch` refuse (Fetch Standard, "port blocking"). */
const lowest = 10_081;
/** The kernel takes ports for outgoing connections from 32768 up (ip(7), ip_local_port_range). */
const highest = 32_000;

/**
 * A port nobody listens on, outside the range that the kernel hands out by itself, so that neither
 * a connection nor another run of the tests takes it before it is used.
 */
export async function pickPort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest);
    if (await isPortFree(port)) return port;
  }
}
