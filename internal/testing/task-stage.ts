import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import {
  type AutomationOptions,
  runAutomation,
  type RunningAutomation,
} from '../bus/automation.ts';
import { connectBus } from '../bus/connect.ts';
import { meshUsers } from '../bus/permissions.ts';
import { type CapturedLog, captureLog } from './captured-log.ts';
import { type DbmgrSeat, takeDbmgrSeat } from './dbmgr-seat.ts';
import { startRestartableNats } from './restartable-nats.ts';
import './run-facts.ts';

/** A NATS server of its own for one automation, without a database behind it. */
export type TaskStage = AsyncDisposable &
  DbmgrSeat & {
    url: string;
    /** NATS user → password. */
    passwords: Record<string, string>;
    log: CapturedLog;
    /** Runs a replica on a connection of its own; it answers `heard <text>` by default. */
    run: (options?: Partial<AutomationOptions>) => Promise<RunningAutomation>;
    restartNats: (downMs: number) => Promise<void>;
  };

let opened = 0;

/** `automation` is whose consumer and NATS user the stage has. */
export async function openTaskStage(automation = 'chat-bot'): Promise<TaskStage> {
  const facts = inject('facts');
  const folder = join(facts.folder, `tasks-${process.pid}-${++opened}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const users = [...new Set([...meshUsers, 'chat-bot', 'mat-bot', automation])];
  const passwords = Object.fromEntries(
    users.map((user) => [user, randomBytes(16).toString('hex')]),
  );
  await using building = new AsyncDisposableStack();
  const nats = building.use(await startRestartableNats(facts, folder, passwords));
  const log = captureLog();
  const connectAs = async (user: string) => {
    const password = passwords[user] ?? '';
    return connectBus({ servers: [nats.url], user, password, log: log.logOf(user) });
  };
  const dbmgr = building.use(await connectAs('dbmgr'));
  const seat = await takeDbmgrSeat(dbmgr, automation);
  const owned = building.move();
  const replicas: RunningAutomation[] = [];
  return Object.assign(seat, {
    url: nats.url,
    passwords,
    log,
    async run(options: Partial<AutomationOptions> = {}) {
      const replica = await runAutomation({
        bus: owned.use(await connectAs(automation)),
        name: automation,
        version: '1.2.3',
        description: 'Says what it heard.',
        answer: ({ message }) => ({
          messages: [{ type: 'text', data: `heard ${message.data}` }],
        }),
        log: log.logOf(automation),
        ...options,
      });
      replicas.push(replica);
      return replica;
    },
    restartNats: nats.restart,
    async [Symbol.asyncDispose]() {
      await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
      await owned.disposeAsync();
    },
  });
}
