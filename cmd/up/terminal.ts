import type { Progress } from '../../internal/servers/progress.ts';

/**
 * Progress on a terminal, where the last state is overwritten, or in a file, a line
 * now and then and one for each new topic (what stands before the colon).
 */
export function showProgress(output: NodeJS.WriteStream): Progress & { endState: () => void } {
  const onTerminal = output.isTTY;
  const quietMs = 2_000;
  let lastShownMs = -quietMs;
  let lastTopic = '';
  let isStateShown = false;

  function endState(): void {
    // The last state stays; what follows gets a line that nothing else was ever written to.
    if (isStateShown) output.write('\n');
    isStateShown = false;
  }

  function say(line: string): void {
    endState();
    output.write(`${line}\n`);
  }

  function show(state: string): void {
    if (onTerminal) {
      output.write(`\r\u001b[2K${state.slice(0, (output.columns || 80) - 1)}`);
      isStateShown = true;
      return;
    }
    const nowMs = performance.now();
    const topic = state.split(':')[0]!;
    if (topic === lastTopic && nowMs - lastShownMs < quietMs) return;
    lastTopic = topic;
    lastShownMs = nowMs;
    output.write(`${state}\n`);
  }

  return { say, show, endState };
}
