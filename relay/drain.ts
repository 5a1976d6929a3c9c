import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Relay } from './context.ts';

const maxCloseMs = 1000;
const pollMs = 20;

/**
 * Ends a relay's work in an order that loses nothing: nobody new comes, what was sent is stored and
 * acked, everybody is told to come back elsewhere, and who does not go is cut off.
 */
export async function drainSockets(relay: Relay, server: Server, code: number): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeIdleConnections();
  await relay.batcher.drain(relay.limits.drainMs);
  const sessions = [...relay.hub.sessions];
  for (const { connection } of sessions) connection.close(code, 'restarting');
  const deadlineMs = performance.now() + maxCloseMs;
  const isOpen = () => sessions.some(({ connection }) => !connection.isGone());
  while (isOpen() && performance.now() < deadlineMs) await sleep(pollMs);
  for (const { connection } of sessions) connection.destroy();
  // Not before: until then more may come, which nobody would be there to send on.
  await relay.seenMarks.flush();
  server.closeAllConnections();
  await Promise.race([closed, sleep(maxCloseMs, undefined, { ref: false })]);
}
