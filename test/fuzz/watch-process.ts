/**
 * Loaded into a real process with `--import`: tells over IPC what it holds when all garbage is
 * gone, and how much processor time its longest turn of the event loop took. Processor time and not
 * the clock's, because others share the machine.
 */
export type Measured = {
  measured: { heapBytes: number; outsideBytes: number; rssBytes: number; worstTurnMs: number };
};

const lookMs = 1;
let worstTurnMs = 0;
let before = process.threadCpuUsage();

function look(): void {
  const used = process.threadCpuUsage(before);
  before = process.threadCpuUsage();
  worstTurnMs = Math.max(worstTurnMs, (used.user + used.system) / 1000);
  setTimeout(look, lookMs).unref();
}

process.on('message', (message: object) => {
  if (!('measure' in message)) return;
  for (let times = 0; times < 4; times++) globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const measured = { heapBytes: heapUsed, outsideBytes: external, rssBytes: rss, worstTurnMs };
  process.send?.({ measured } satisfies Measured);
  // What the collection took is not the process's own.
  before = process.threadCpuUsage();
  worstTurnMs = 0;
});
setTimeout(look, lookMs).unref();
