import type { Msg } from 'nats';
import type { Caller, Operation, Server } from '../contract/define.ts';
import { isMeshCaller, serverOf } from '../contract/define.ts';
import { AppError } from '../contract/errors.ts';
import { features } from '../contract/features.ts';
import { inboxPrefix, operationSubject } from '../contract/subjects.ts';
import type { Handlers } from '../contract/types.ts';
import { failpoint } from '../process/failpoint.ts';
import { briefly } from './briefly.ts';
import type { Bus } from './connect.ts';
import { type Envelope, readEnvelope, respondError } from './envelope.ts';
import { parseRequest } from './parse-request.ts';

/** What a handler may know of the request besides its input. */
export type RequestContext = Envelope & {
  feature: string;
  operation: string;
  /** `web`, `relay`, or an automation's name: the user that NATS let publish on this subject. */
  caller: string;
};

export type ServeOptions<Context, S extends Server> = {
  /** Who answers here: also the name of the queue group that it shares with its like. */
  server: S;
  handlers: Handlers<Context, S>;
  /** Runs a parsed operation: bulkheads, context, metrics and the log line are the server's. */
  run: (
    request: RequestContext,
    operation: Operation,
    handle: (context: Context) => Promise<unknown>,
  ) => Promise<unknown>;
};

/** Clocks of two hosts may differ by a minute; what is older than this is a replay. */
const maxAgeMs = 120_000;
/** Requests that the server has on their way come within this time. */
const drainLimitMs = 2000;

type AnyHandler = (context: unknown, input: unknown) => Promise<unknown>;

/**
 * Answers every operation that is this server's in one queue group. Disposing stops taking requests
 * and waits for the handlers that run: the client library's own drain does not.
 */
export function serve<Context, S extends Server>(
  bus: Bus,
  options: ServeOptions<Context, S>,
): AsyncDisposable {
  const running = new Set<Promise<void>>();
  const subscriptions = operationsServed(options.server).map(
    ({ feature, name, operation, caller }) => {
      const handlers = options.handlers as unknown as Record<string, Record<string, AnyHandler>>;
      const handler = handlers[feature]?.[name];
      if (!handler) throw new Error(`no handler for ${feature}.${name}`);
      const answer = async (message: Msg): Promise<void> => {
        const request = requestOf(message, feature, name);
        try {
          refuseForeignCaller(request.caller, caller);
          refuseReplay(request);
          if (options.server === 'dbmgr') await failpoint('dbmgr.operation');
          const output = await options.run(request, operation, (context) =>
            handler(context, parseRequest(operation, message, isMeshCaller(request.caller))),
          );
          bus.publish(message.reply!, JSON.stringify(operation.output.parse(output)));
        } catch (error) {
          respondError(message, toAppError(bus, request, error));
        }
      };
      return bus.connection.subscribe(operationSubject(callerToken(caller), feature, name), {
        queue: options.server,
        callback: (error, message) => {
          if (error) return bus.log.error({ err: error, feature, name }, 'subscription refused');
          if (!asksForOwnInbox(message)) return bus.log.warn({ feature, name }, 'request dropped');
          const task = answer(message).finally(() => running.delete(task));
          running.add(task);
        },
      });
    },
  );
  return {
    async [Symbol.asyncDispose]() {
      await briefly(Promise.allSettled(subscriptions.map((one) => one.drain())), drainLimitMs);
      while (running.size > 0) await Promise.allSettled(running);
      await briefly(bus.flush());
    },
  };
}

function operationsServed(server: Server) {
  return Object.values(features).flatMap((feature) =>
    Object.entries(feature.operations as Record<string, Operation>)
      .filter(([, operation]) => serverOf(operation) === server)
      .flatMap(([name, operation]) =>
        operation.callers.map((caller) => ({ feature: feature.name, name, operation, caller })),
      ),
  );
}

function callerToken(caller: Caller): string {
  return caller === 'automation' ? '*' : caller;
}

function requestOf(message: Msg, feature: string, operation: string): RequestContext {
  const caller = message.subject.split('.')[2] ?? '';
  return { ...readEnvelope(message), feature, operation, caller };
}

/** Whoever may publish elsewhere would otherwise do so for anyone who names a reply subject. */
function asksForOwnInbox(message: Msg): boolean {
  const caller = message.subject.split('.')[2] ?? '';
  return message.reply?.startsWith(`${inboxPrefix(caller)}.`) ?? false;
}

function refuseForeignCaller(caller: string, expected: Caller): void {
  const isAutomation = !isMeshCaller(caller);
  if ((expected === 'automation') !== isAutomation) {
    throw new AppError('forbidden', 'This process may not call this operation.');
  }
}

function refuseReplay(request: RequestContext): void {
  if (request.sentAtMs === undefined) return;
  if (Math.abs(Date.now() - request.sentAtMs) > maxAgeMs) {
    throw new AppError('invalid', 'The request is too old, or the clocks of two hosts differ.');
  }
}

function toAppError(bus: Bus, request: RequestContext, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { feature, operation, requestId } = request;
  bus.log.error({ err: error, feature, operation, requestId }, 'operation failed');
  return new AppError('internal', 'The request failed. Nothing was changed; try again.');
}
