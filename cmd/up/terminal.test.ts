import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { showProgress } from './terminal.ts';

function output(isTTY: boolean): { stream: NodeJS.WriteStream; written: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 20 });
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    written: () => String(stream.read() ?? ''),
  };
}

test('in a file each topic gets a line, and not every state of it', () => {
  const { stream, written } = output(false);
  const { show, say } = showProgress(stream);
  show('fetching: 1 %');
  show('fetching: 2 %');
  show('unpacking');
  say('done');
  expect(written()).toBe('fetching: 1 %\nunpacking\ndone\n');
});

test('on a terminal a state is overwritten, and a line stands alone', () => {
  const { stream, written } = output(true);
  const { show, say } = showProgress(stream);
  show('fetching: 1 %');
  show('fetching: 2 % of very much');
  say('natter is ready');
  const [states, line] = written().split('\n');
  expect(states).toBe('\r\u001b[2Kfetching: 1 %\r\u001b[2Kfetching: 2 % of ve');
  expect(line).toBe('natter is ready');
});
