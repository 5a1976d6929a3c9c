import { joinMesh } from '../internal/bus/join-mesh.ts';
import { subscribeEvent } from '../internal/bus/events.ts';
import { serve } from '../internal/bus/serve.ts';
import { openTaskStream } from '../internal/bus/task-stream.ts';
import { required } from '../internal/config/read-settings.ts';
import { publicUrlOf } from '../internal/config/public-url.ts';
import type { Settings } from '../internal/config/settings.ts';
import type { Log } from '../internal/log/log.ts';
import { listenMetrics } from '../internal/metrics/listen-metrics.ts';
import { createMetrics, type Metrics } from '../internal/metrics/metrics.ts';
import { measureProcess } from '../internal/metrics/measure-process.ts';
import { startAlarmKeeper } from './alarms/keep-alarms.ts';
import { startAttachmentSweep } from './attachments/sweep.ts';
import { startAvailabilityWatch } from './automations/availability.ts';
import { openBulkheads } from './bulkheads/bulkheads.ts';
import { startHeadsAnnouncer } from './channels/heads-announcer.ts';
import { startShiftSweep } from './days/sweep-shifts.ts';
import { checkSchema } from './database/check-schema.ts';
import { openDatabase } from './database/open-database.ts';
import { createHandlers } from './handlers.ts';
import { startKeySweep } from './idempotency/sweep-keys.ts';
import { createAdmission } from './logins/admission.ts';
import { loadCommonPasswords } from './logins/common-passwords.ts';
import { createPasswords } from './logins/passwords.ts';
import { startLoginSweep } from './logins/sweep.ts';
import { createTokenSigner } from './logins/tokens.ts';
import { startMessageWriter } from './messages/writer.ts';
import { startQueueKeeper } from './offers/keep-queue.ts';
import { startDailyMails } from './outcomes/daily-mail.ts';
import { startAbsenceSweep } from './people/absence-sweep.ts';
import { startInvitationRepeater } from './invitations/repeat-invitations.ts';
import { startIndexer } from './search/indexer.ts';
import { startFigureSweep } from './reports/store-figures.ts';
import { startRetentionSweep } from './retention/sweep.ts';
import { createOperationRunner } from './run-operation.ts';
import { startTaskPurge } from './tasks/purge-tasks.ts';
import { startTaskSweep } from './tasks/sweep.ts';

/** The settings that dbmgr reads. */
export const dbmgrSettings = [
  'MYSQL_URL',
  'NATS_URL',
  'NATS_USERS',
  'TOKEN_KEY',
  'METRICS_PORT',
  'PUBLIC_URL',
  'WEB_PORT',
  'LIMIT_ATTACHMENT_BYTES',
  'LIMIT_PERSON_BYTES',
  'LIMIT_ORG_BYTES',
] as const;

export type DbmgrSettings = Settings<(typeof dbmgrSettings)[number]>;

export type Dbmgr = AsyncDisposable & {
  metricsPort: number;
  metrics: Metrics;
  /** Looks at the queues and at what nobody has seen now, not only when the next look is due. */
  sweep: () => Promise<void>;
};

/** Whoever drives the time, for a day that is over in a minute, gives their own. */
export type Clock = () => Date;

/** Connections for what runs without being asked: sweeps, watches, announcements. */
const backgroundConnections = 4;

/**
 * Starts the process that owns the truth: it answers every operation of the contract in one queue
 * group with its like. Disposing it stops taking requests, ends those that run and lets go. Throws
 * a PersonError or an AppError that names the setting when it cannot start.
 */
export async function startDbmgr(
  settings: DbmgrSettings,
  log: Log,
  now: Clock = () => new Date(),
): Promise<Dbmgr> {
  await using stack = new AsyncDisposableStack();
  const url = required('MYSQL_URL', settings.MYSQL_URL);
  const signer = createTokenSigner(required('TOKEN_KEY', settings.TOKEN_KEY));
  const metrics = createMetrics('dbmgr');
  stack.use(measureProcess(metrics));

  const bulkheads = stack.use(openBulkheads(url, log));
  const background = openDatabase({ url, log, connections: backgroundConnections });
  stack.defer(() => background.destroy());
  await checkSchema(bulkheads.none.db);

  const bus = stack.use(await joinMesh('dbmgr', settings, log));
  const stream = openTaskStream(bus);
  const parts = { db: background, bus, log, now };
  const watch = stack.use(startAvailabilityWatch({ ...parts, stream }));
  const sweep = stack.use(startTaskSweep({ ...parts, stream, watch }));
  const messages = { ...parts, db: bulkheads.messages.db };
  const writer = stack.use(startMessageWriter({ ...messages, metrics, onTasks: sweep.hurry }));
  subscribeEvent(bus, 'logins', 'loginsEnded', '*', ({ person, logins }) =>
    writer.forgetLogins(person, logins),
  );
  stack.use(startHeadsAnnouncer(parts));
  stack.use(startIndexer({ ...parts, metrics }));
  stack.use(startLoginSweep(parts));
  stack.use(startAttachmentSweep(parts));
  stack.use(startKeySweep(parts));
  stack.use(startTaskPurge(parts));
  stack.use(startShiftSweep(parts));
  stack.use(startFigureSweep(parts));
  stack.use(startRetentionSweep(parts));
  stack.use(startAbsenceSweep(parts));
  stack.use(startInvitationRepeater(parts));
  const queues = stack.use(startQueueKeeper({ ...parts, metrics }));
  const publicUrl = publicUrlOf(settings);
  const alarms = stack.use(startAlarmKeeper({ ...parts, metrics, publicUrl }));
  stack.use(startDailyMails({ ...parts, publicUrl }));

  const handlers = createHandlers({
    passwords: createPasswords(metrics),
    common: loadCommonPasswords(),
    admission: createAdmission(),
    signer,
    watch,
    sweep,
    writer,
    attachmentLimits: {
      file: settings.LIMIT_ATTACHMENT_BYTES,
      person: settings.LIMIT_PERSON_BYTES,
      org: settings.LIMIT_ORG_BYTES,
    },
  });
  const run = createOperationRunner({ bulkheads, bus, log, metrics, now });
  stack.use(serve(bus, { server: 'dbmgr', handlers, run }));
  const isReady = async () => {
    await background.selectFrom('stores').select('id').executeTakeFirstOrThrow();
    return bus.isConnected();
  };
  const listener = stack.use(await listenMetrics(metrics, settings.METRICS_PORT, isReady));
  await bus.flush();

  const owned = stack.move();
  return {
    metricsPort: listener.port,
    metrics,
    sweep: async () => {
      // What nobody saw goes back to the queue, which is looked at last.
      await alarms.hurry();
      await queues.sweep();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
