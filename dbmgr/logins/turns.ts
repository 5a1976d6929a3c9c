/** Lets work that shares a key run one after another, in the order it came. */
export type Turns = { run<T>(keys: string[], work: () => Promise<T>): Promise<T> };

export function createTurns(): Turns {
  const tails = new Map<string, Promise<void>>();
  return {
    async run(keys, work) {
      const before = keys.map((key) => tails.get(key) ?? Promise.resolve());
      const { promise: done, resolve } = Promise.withResolvers<void>();
      for (const key of keys) tails.set(key, done);
      try {
        await Promise.all(before);
        return await work();
      } finally {
        resolve();
        for (const key of keys) if (tails.get(key) === done) tails.delete(key);
      }
    },
  };
}
