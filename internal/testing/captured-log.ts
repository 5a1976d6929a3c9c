import { Writable } from 'node:stream';
import { createLog, type Log } from '../log/log.ts';

/** What processes under test logged, as text and as objects. */
export type CapturedLog = {
  /** A log as the named process has it. */
  logOf: (name: string) => Log;
  text: () => string;
  lines: () => LogLine[];
};

export type LogLine = { level: string; name: string; msg?: string } & Record<string, unknown>;

export function captureLog(level = 'debug'): CapturedLog {
  const chunks: string[] = [];
  const destination = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const text = () => chunks.join('');
  return {
    logOf: (name) => createLog(name, level, destination),
    text,
    lines: () =>
      text()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LogLine),
  };
}
