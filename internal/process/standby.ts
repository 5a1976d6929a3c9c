/** What a parent tells a process that it started ahead of time, with `--standby`. */
export type StandbyMessage = { begin: true };

/**
 * Waits, everything loaded and nothing opened, until the parent needs this process. False when it
 * never will: the parent is gone or asks it to end.
 */
export function untilNeeded(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const hear = (message: StandbyMessage) => {
    if (message.begin) resolve(true);
  };
  const end = () => resolve(false);
  process.on('message', hear);
  process.on('disconnect', end);
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  return promise.finally(() => {
    process.off('message', hear);
    process.off('disconnect', end);
    process.off('SIGTERM', end);
    process.off('SIGINT', end);
  });
}
