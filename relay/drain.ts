import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Relay } from './context.ts';

const maxCloseMs = 1000;
const pollMs = 20;

/**
 * Ends a relay's work in an order that loses nothing: nobody new comes and nothing more is read,
 * what was read is stored and answered, everybody is told to come back elsewhere, and who does not
 * go is cut off. What a client sent meanwhile has no answer; it sends that again where it comes.
 */
export async function drainSockets(relay: Relay, server: Server, code: number): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeIdleConnections();
  const readers = [...relay.hub.sessions].map(({ connection }) => connection.ws);
  for (const ws of readers) ws.pause();
  await answerAll(relay);
  const sessions = [...relay.hub.sessions];
  for (const { connection } of sessions) connection.close(code, 'restarting');
  // For the answer to the close frame alone: what a closing connection brings is dropped.
  for (const ws of readers) ws.resume();
  const deadlineMs = performance.now() + maxCloseMs;
  const isOpen = () => sessions.some(({ connection }) => !connection.isGone());
  while (isOpen() && performance.now() < deadlineMs) await sleep(pollMs);
  for (const { connection } of sessions) connection.destroy();
  // Not before: until then more may come, which nobody would be there to send on.
  await relay.seenMarks.flush();
  server.closeAllConnections();
  await Promise.race([closed, sleep(maxCloseMs, undefined, { ref: false })]);
}

async function answerAll({ batcher, performing, limits }: Relay): Promise<void> {
  const performed = Promise.all(performing);
  const late = sleep(limits.drainMs, undefined, { ref: false });
  await Promise.all([batcher.drain(limits.drainMs), Promise.race([performed, late])]);
}
