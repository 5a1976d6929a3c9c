import { pino } from 'pino';

export type Log = pino.Logger;

/**
 * Names that may hold a secret or somebody's words are cut out wherever a log line carries them, as
 * a second line of defence: nothing should log them in the first place.
 */
const secretNames = [
  'password',
  'current',
  'confirm',
  'token',
  'refresh_token',
  'secret',
  'device',
  'data',
  'text',
  'cookie',
  'authorization',
];

/** JSON lines on standard output (or on `destination`), one object a line. */
export function createLog(
  name: string,
  level = 'info',
  destination: pino.DestinationStream = openOutput(),
): Log {
  return pino(
    {
      name,
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretNames.flatMap((key) => [key, `*.${key}`]), censor: '[cut]' },
      serializers: { err: presentError, error: presentError },
    },
    destination,
  );
}

/** What may wait for a disk that takes nothing, in bytes; what comes on top is lost. */
const maxWaiting = 1024 * 1024;

/** A disk that is full costs lines of the log, and nothing else. */
function openOutput(): pino.DestinationStream {
  const output = pino.destination({ dest: 1, sync: true, maxLength: maxWaiting });
  output.on('error', () => {});
  // Each line is written at once; pino would wait here after a fatal one until the disk has room.
  output.flushSync = () => {};
  return output;
}

/** An error without what a driver may have put beside its message, such as SQL with its values. */
function presentError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    message: error.message,
    stack: error.stack,
  };
}
