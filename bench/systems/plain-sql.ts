import type { RunningSystem, StartOptions, System } from '../system.ts';

/** Whoever asks natter's own database without natter: the least that reading a row can cost. */
export const plainSqlSystem: System = {
  name: 'plain-sql',
  what: 'the same rows of the same database by plain SQL through mysql2',
  start: async ({ running }: StartOptions): Promise<RunningSystem> => {
    const natter = running.get('natter')!;
    return {
      name: 'plain-sql',
      url: '',
      run: natter.run!,
      pids: () => ({ database: natter.pids()['database'] ?? [] }),
      versions: {},
      settings: [],
      [Symbol.asyncDispose]: async () => {},
    };
  },
};
