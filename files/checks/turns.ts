import { AppError } from '../../internal/contract/errors.ts';

export type Turns = {
  /** Resolves or rejects as `work` does, once it is this person's turn. */
  take: <T>(person: string, work: () => Promise<T>) => Promise<T>;
  waiting: () => number;
};

export type TurnLimits = { running: number; waiting: number; waitingEach: number };

const retryMs = 2000;

/**
 * At most `running` at once, each somebody else's, and `waiting` behind them, of one person at most
 * `waitingEach`; the rest is `unavailable`. Who has nothing running comes first, in the order of
 * asking.
 */
export function createTurns(limits: TurnLimits): Turns {
  const queue: { person: string; begin: () => void }[] = [];
  const served = new Set<string>();
  const beginNext = () => {
    while (served.size < limits.running) {
      const next = queue.findIndex(({ person }) => !served.has(person));
      if (next === -1) return;
      const [{ person, begin }] = queue.splice(next, 1) as [(typeof queue)[number]];
      served.add(person);
      begin();
    }
  };
  const refuseMore = (person: string) => {
    if (served.size < limits.running && !served.has(person)) return;
    const own = queue.filter((one) => one.person === person).length;
    if (own >= limits.waitingEach) throw ownWait();
    if (queue.length >= limits.waiting) throw manyWait();
  };
  return {
    waiting: () => queue.length,
    async take(person, work) {
      refuseMore(person);
      await new Promise<void>((begin) => {
        queue.push({ person, begin });
        beginNext();
      });
      try {
        return await work();
      } finally {
        served.delete(person);
        beginNext();
      }
    },
  };
}

function manyWait(): AppError {
  const message = 'Many files are being looked at. Yours is kept; try again.';
  return new AppError('unavailable', message, { retryMs });
}

function ownWait(): AppError {
  const message = 'Your other files are being looked at. This one is kept; try again.';
  return new AppError('unavailable', message, { retryMs });
}
