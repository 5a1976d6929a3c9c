import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type CompiledQuery,
  MysqlDialect,
  MysqlQueryCompiler,
  type QueryId,
  type RootOperationNode,
} from 'kysely';
import { idPattern } from '../../internal/contract/ids.ts';
import { failpoint } from '../../internal/process/failpoint.ts';

const requests = new AsyncLocalStorage<string>();

/**
 * Everything that `work` asks of the database carries the request's id as a comment, so that the
 * process list and the slow query log lead back to the lines of web and relay.
 */
export function traceStatements<T>(requestId: string | undefined, work: () => T): T {
  return requestId && idPattern.test(requestId) ? requests.run(requestId, work) : work();
}

/** The dialect of MySQL and MariaDB, with the id of the request behind each statement. */
export class TracedDialect extends MysqlDialect {
  override createQueryCompiler(): MysqlQueryCompiler {
    return new TracedCompiler();
  }
}

/** For statements that are compiled by hand. */
export const beforeStatement = () => failpoint('sql.beforeStatement');

class TracedCompiler extends MysqlQueryCompiler {
  override compileQuery<Row>(node: RootOperationNode, queryId: QueryId): CompiledQuery<Row> {
    void beforeStatement();
    const compiled = super.compileQuery(node, queryId) as CompiledQuery<Row>;
    const requestId = requests.getStore();
    return requestId ? { ...compiled, sql: `${compiled.sql} /* ${requestId} */` } : compiled;
  }
}
