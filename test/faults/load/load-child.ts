import { setTimeout as sleep } from 'node:timers/promises';
import type { FromLoad, Seating, ToLoad } from './load-plan.ts';
import { openLoadSocket, type LoadSocket } from './load-socket.ts';
import { runLoad } from './run-load.ts';

/** A process of its own: seats people, writes for them at a pace, and says what came of it. */
const tell = (message: FromLoad) => void process.send?.(message);
const sockets: LoadSocket[] = [];

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (message: ToLoad) => {
  perform(message).catch((error: Error) =>
    tell({ type: 'failed', reason: error.stack ?? error.message }),
  );
});

async function perform(message: ToLoad): Promise<void> {
  if (message.type === 'seat') {
    await seat(message.seating);
    tell({ type: 'seated' });
  } else if (message.type === 'load') {
    const outcome = await runLoad(sockets, message.options);
    tell({ type: 'done', outcome });
  } else {
    for (const socket of sockets.splice(0)) socket[Symbol.dispose]();
    await sleep(0);
    tell({ type: 'left' });
  }
}

async function seat({ url, seats, atOnce = 32 }: Seating): Promise<void> {
  const waiting = seats.values();
  const workers = Array.from({ length: atOnce }, async () => {
    for (const one of waiting) sockets.push(await openLoadSocket(url, one));
  });
  await Promise.all(workers);
}
