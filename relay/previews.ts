import type { Client } from '../internal/contract/types.ts';

/** How long an answer counts: so late at most is what an admin switched off. */
const keptMs = 5000;
const maxKept = 10_000;

type Kept = { isOn: Promise<boolean>; untilMs: number };

/** Whether agents of an organisation see what its visitors type; when in doubt they do not. */
export class Previews {
  readonly #call: Client<'relay'>;
  readonly #kept = new Map<string, Kept>();

  constructor(call: Client<'relay'>) {
    this.#call = call;
  }

  areOn(org: string, nowMs = performance.now()): Promise<boolean> {
    const known = this.#kept.get(org);
    if (known && known.untilMs > nowMs) return known.isOn;
    if (this.#kept.size >= maxKept) this.#kept.clear();
    const isOn = this.#ask(org);
    this.#kept.set(org, { isOn, untilMs: nowMs + keptMs });
    return isOn;
  }

  async #ask(org: string): Promise<boolean> {
    try {
      return (await this.#call.desks.readPreview({ org })).typing_preview;
    } catch {
      return false;
    }
  }
}
