import { createClient } from '../internal/bus/client.ts';
import { joinMesh } from '../internal/bus/join-mesh.ts';
import { serve } from '../internal/bus/serve.ts';
import type { Settings } from '../internal/config/settings.ts';
import type { CallContext, Handlers } from '../internal/contract/types.ts';
import type { Log } from '../internal/log/log.ts';
import { listenMetrics } from '../internal/metrics/listen-metrics.ts';
import { measureProcess } from '../internal/metrics/measure-process.ts';
import { createMetrics, type Metrics } from '../internal/metrics/metrics.ts';
import { readStorePlace, storeSettings } from '../internal/objects/store-place.ts';
import { limitDecoders } from './checks/draw-image.ts';
import { createPrepare } from './checks/prepare-upload.ts';
import { createTurns } from './checks/turns.ts';
import { createOperationRunner } from './run-operation.ts';
import { openStore } from './store/open-store.ts';
import { startSweep } from './start-sweep.ts';

/** The settings that files reads. */
export const filesSettings = ['NATS_URL', 'NATS_USERS', 'METRICS_PORT', ...storeSettings] as const;

export type FilesSettings = Settings<(typeof filesSettings)[number]>;

export type Files = AsyncDisposable & {
  metricsPort: number;
  metrics: Metrics;
  /** Removes now what is left over; resolves when that is done. */
  sweep: () => Promise<void>;
};

/** Files that are looked at together, each whole in memory, and those that wait for it. */
const atOnce = 2;
const maxWaiting = 50;
/** Of one person, who has one looked at at a time. */
const maxWaitingEach = 5;

/**
 * Starts the one process that opens what people upload. It starts whether or not the store is
 * there: while it is away, files cannot be sent and all else can. Throws a PersonError or an
 * AppError that names the setting when it cannot start.
 */
export async function startFiles(settings: FilesSettings, log: Log): Promise<Files> {
  await using stack = new AsyncDisposableStack();
  const place = readStorePlace(settings);
  const store = openStore(place);
  const metrics = createMetrics('files');
  stack.use(measureProcess(metrics));
  limitDecoders();
  const bus = stack.use(await joinMesh('files', settings, log));
  const calls = createClient(bus, 'files');
  const turns = createTurns({ running: atOnce, waiting: maxWaiting, waitingEach: maxWaitingEach });
  metrics.watch('natter_files_waiting', 'Uploads that wait to be looked at', turns.waiting);
  const sweep = stack.use(startSweep({ calls, store, log, now: () => new Date() }));
  await sweep.hurry();
  const prepare = createPrepare({ calls, store, turns, log });
  const run = createOperationRunner(log, metrics);
  const handlers = {
    attachments: { prepareAttachment: (as, { id }) => prepare(id, as) },
  } satisfies Handlers<CallContext, 'files'>;
  stack.use(serve(bus, { server: 'files', handlers, run }));
  const listener = stack.use(
    await listenMetrics(metrics, settings.METRICS_PORT, () => bus.isConnected()),
  );
  await bus.flush();

  const owned = stack.move();
  return {
    metricsPort: listener.port,
    metrics,
    sweep: sweep.hurry,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
