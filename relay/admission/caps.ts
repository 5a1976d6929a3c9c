import { addressGroup } from '../../internal/addresses/address-group.ts';

/** How many sockets are open, in all and from each address. */
export class Caps {
  readonly #maxSockets: number;
  readonly #maxPerAddress: number;
  readonly #byAddress = new Map<string, number>();
  #open = 0;

  constructor(maxSockets: number, maxPerAddress: number) {
    this.#maxSockets = maxSockets;
    this.#maxPerAddress = maxPerAddress;
  }

  get open(): number {
    return this.#open;
  }

  /** Counts one more and returns what counts it off, or null when there are too many. */
  take(address: string): (() => void) | null {
    const group = addressGroup(address);
    const count = this.#byAddress.get(group) ?? 0;
    if (this.#open >= this.#maxSockets || count >= this.#maxPerAddress) return null;
    this.#open++;
    this.#byAddress.set(group, count + 1);
    return () => this.#giveBack(group);
  }

  #giveBack(group: string): void {
    this.#open--;
    const count = this.#byAddress.get(group)! - 1;
    if (count === 0) this.#byAddress.delete(group);
    else this.#byAddress.set(group, count);
  }
}
