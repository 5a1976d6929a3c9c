/**
 * A map that takes no memory of its own while it is empty: thousands of idle sockets each have some
 * that are hardly ever filled.
 */
export class SparseMap<K, V> {
  #entries: Map<K, V> | null = null;

  get(key: K): V | undefined {
    return this.#entries?.get(key);
  }

  has(key: K): boolean {
    return this.#entries?.has(key) ?? false;
  }

  set(key: K, value: V): void {
    this.#entries ??= new Map();
    this.#entries.set(key, value);
  }

  delete(key: K): void {
    if (this.#entries?.delete(key) && this.#entries.size === 0) this.#entries = null;
  }
}

/** The same as a set. */
export class SparseSet<K> {
  readonly #entries = new SparseMap<K, true>();

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  add(key: K): void {
    this.#entries.set(key, true);
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }
}
