/** What happened when, so that a fault can be understood from what was around it. */
export class Story {
  readonly #lines: { atMs: number; line: string }[] = [];

  tell(atMs: number, line: string): void {
    this.#lines.push({ atMs, line });
  }

  /** The minutes around a moment, for whoever reads a failed run. */
  around(atMs: number, minutes = 4): string {
    return this.#lines
      .filter((one) => Math.abs(one.atMs - atMs) <= minutes * 60_000)
      .map((one) => `${clock(one.atMs)} ${one.line}`)
      .join('\n');
  }
}

export function clock(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19);
}

/** A rule of the desk that did not hold. */
export class Fault extends Error {
  constructor(story: Story, seed: number, atMs: number, what: string) {
    const run = `NATTER_DAY_SEED=${seed}`;
    super(`${clock(atMs)} ${what}\n(${run} plays the same day again)\n\n${story.around(atMs)}`);
    this.name = 'Fault';
  }
}
