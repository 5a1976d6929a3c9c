/** Those who wait for a connection to come back, and those who must hear that it was lost. */
export type Waiters = {
  lost: () => void;
  back: () => void;
  /** Resolves when the connection is back; rejects when that takes longer. */
  untilBack: (timeoutMs: number) => Promise<void>;
  /** Settles like `answer`, or rejects as soon as the connection is lost. */
  unlessLost: <T>(answer: Promise<T>) => Promise<T>;
};

export function createWaiters(): Waiters {
  const giveUp = new Set<(error: Error) => void>();
  const goOn = new Set<() => void>();
  return {
    lost() {
      for (const reject of giveUp) reject(new Error('the connection to NATS was lost'));
    },
    back() {
      for (const resolve of goOn) resolve();
    },
    untilBack: (timeoutMs) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          goOn.delete(back);
          reject(new Error('there is no connection to NATS'));
        }, timeoutMs);
        const back = () => {
          clearTimeout(late);
          goOn.delete(back);
          resolve();
        };
        goOn.add(back);
      }),
    unlessLost: (answer) =>
      new Promise((resolve, reject) => {
        giveUp.add(reject);
        answer.then(resolve, reject).finally(() => giveUp.delete(reject));
      }),
  };
}
