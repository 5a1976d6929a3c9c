import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlAnswer, ControlRequest } from './actions.ts';

const patienceMs = 5000;
const againMs = 20;

/**
 * Tells a process that was preloaded with `arm-failpoints.ts` what to do, over its control socket.
 * Throws when it does not answer within 5 s.
 */
export async function askControl(path: string, request: ControlRequest): Promise<ControlAnswer> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    try {
      return await askOnce(path, request);
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
      await sleep(againMs);
    }
  }
}

async function askOnce(path: string, request: ControlRequest): Promise<ControlAnswer> {
  const socket = connect(path);
  socket.setTimeout(patienceMs, () => socket.destroy());
  socket.write(`${JSON.stringify(request)}\n`);
  try {
    const answer = await new Promise<ControlAnswer>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('close', () => reject(new Error(`no answer at ${path}`)));
      const lines = createInterface({ input: socket });
      // It says again what the socket says.
      lines.on('error', () => undefined);
      lines.once('line', (line) => resolve(JSON.parse(line) as ControlAnswer));
    });
    if (answer.error) throw new Error(answer.error);
    return answer;
  } finally {
    socket.destroy();
  }
}
