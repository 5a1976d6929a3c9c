import { setTimeout as pause } from 'node:timers/promises';
import {
  type NatsOptions,
  type NatsPorts,
  type NatsServer,
  startNats,
} from '../servers/start-nats.ts';
import { pickPort } from './pick-port.ts';

const triesAtMost = 4;

/**
 * Starts a server at the ports that `choose` gives for each try: somebody else may hold one for a
 * moment, or take it between the look at it and the start.
 */
export async function startNatsPatiently(
  options: Omit<NatsOptions, 'ports'>,
  choose: () => NatsPorts | Promise<NatsPorts>,
): Promise<NatsServer> {
  for (let number = 1; ; number++) {
    try {
      return await startNats({ ...options, ports: await choose() });
    } catch (error) {
      const isTaken = String(error).includes('address already in use');
      if (!isTaken || number === triesAtMost) throw error;
      await pause(100 * number);
    }
  }
}

export async function pickNatsPorts(): Promise<NatsPorts> {
  return { port: await pickPort(), monitorPort: await pickPort() };
}
