/** Prints a figure that a test saw, whether it passes or not. */
export function tell(line: string): void {
  process.stdout.write(`    ${line}\n`);
}
