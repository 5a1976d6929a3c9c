import type { Caller, Operation, Server } from '../contract/define.ts';
import { serverOf } from '../contract/define.ts';
import { AppError } from '../contract/errors.ts';
import { features } from '../contract/features.ts';
import { operationSubject } from '../contract/subjects.ts';
import type { CallContext, Client } from '../contract/types.ts';
import type { Bus } from './connect.ts';
import { readError, writeEnvelope } from './envelope.ts';

export const defaultTimeoutMs = 5000;

const noAnswer: Record<Server, string> = {
  dbmgr: 'The database process does not answer. Nothing is lost; try again.',
  files: 'Files cannot be looked at now. Yours is kept; try again.',
};

type Call = (input: unknown, context?: CallContext) => Promise<unknown>;

/**
 * The typed client of one calling process: `call.admins.addAdmin(input, { login })`. Every failure
 * is an AppError; `unavailable` means nobody answered, so a write may or may not have happened.
 */
export function createClient<C extends Caller>(bus: Bus, caller: C): Client<C> {
  const client: Record<string, Record<string, Call>> = {};
  for (const feature of Object.values(features)) {
    const calls: Record<string, Call> = {};
    const operations: Record<string, Operation> = feature.operations;
    for (const [name, operation] of Object.entries(operations)) {
      if (!operation.callers.includes(caller)) continue;
      const subject = operationSubject(bus.user, feature.name, name);
      const who = serverOf(operation);
      calls[name] = (input, context) => request(bus, { subject, who }, input, context ?? {});
    }
    client[feature.name] = calls;
  }
  return client as Client<C>;
}

async function request(
  bus: Bus,
  { subject, who }: { subject: string; who: Server },
  input: unknown,
  context: CallContext,
): Promise<unknown> {
  const headers = writeEnvelope(context);
  const options = { timeoutMs: context.timeoutMs ?? defaultTimeoutMs, headers };
  const asked = bus.request(subject, JSON.stringify(input), options);
  const reply = await asked.catch((cause: unknown) => {
    if (cause instanceof AppError) throw cause;
    throw new AppError('unavailable', noAnswer[who], { retryMs: 1000, cause });
  });
  const error = readError(reply);
  if (error) throw error;
  return reply.json();
}
