import type { Stage } from '../../internal/testing/stage.ts';

/** A stage whose writes wait until something is read, or until they are asked for. */
export type Scenery = Stage & { flush: () => Promise<void> };

type Statement = [statement: string, values?: unknown[]];

const isRead = (statement: string) => /^\s*SELECT\b/i.test(statement);

/**
 * Thousands of scenes are set up, each of a dozen rows: all that one needs goes to the database in
 * one trip and one commit, with what is swept away of the one before.
 */
export function createScenery(stage: Stage): Scenery {
  let waiting: Statement[] = [];
  const flush = async () => {
    const statements = waiting;
    waiting = [];
    if (statements.length > 0) await stage.script(statements);
  };
  return {
    ...stage,
    flush,
    async sql<Row extends object>(statement: string, values: unknown[] = []) {
      if (!isRead(statement)) {
        waiting.push([statement, values]);
        return [];
      }
      await flush();
      return stage.sql<Row>(statement, values);
    },
    async script(statements) {
      waiting.push(...statements);
    },
  };
}
