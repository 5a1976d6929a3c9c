import { createClient } from '../internal/bus/client.ts';
import { joinMesh } from '../internal/bus/join-mesh.ts';
import { required } from '../internal/config/read-settings.ts';
import { publicUrlOf } from '../internal/config/public-url.ts';
import type { Settings } from '../internal/config/settings.ts';
import type { Log } from '../internal/log/log.ts';
import { listenMetrics } from '../internal/metrics/listen-metrics.ts';
import { measureProcess } from '../internal/metrics/measure-process.ts';
import { createMetrics, type Metrics } from '../internal/metrics/metrics.ts';
import { createMailRound } from './mails/carry-mails.ts';
import { openCarrier } from './mails/open-carrier.ts';
import { createPushRound } from './pushes/carry-pushes.ts';
import { readTestTrust } from './pushes/reach.ts';
import { pushKeys } from './pushes/push-keys.ts';
import { startRounds } from './start-rounds.ts';

/** The settings that the courier reads. */
export const courierSettings = [
  'NATS_URL',
  'NATS_USERS',
  'METRICS_PORT',
  'NATTER_HOME',
  'PUBLIC_URL',
  'WEB_PORT',
  'SMTP_URL',
  'MAIL_FROM',
  'PUSH_KEY',
  'NATTER_TEST_PUSH_ADDRESS',
  'NATTER_TEST_PUSH_CA',
] as const;

export type CourierSettings = Settings<(typeof courierSettings)[number]>;

export type Courier = AsyncDisposable & {
  metricsPort: number;
  metrics: Metrics;
  /** Carries now what is due; resolves when that is done. */
  carry: () => Promise<void>;
};

/**
 * Starts the one process that speaks to strangers' machines: it carries out mails and pushes that
 * dbmgr wrote. While a mail server or a push service is away everything else goes on, and what
 * could not be carried is tried again. Throws a PersonError or an AppError that names the setting
 * when it cannot start.
 */
export async function startCourier(settings: CourierSettings, log: Log): Promise<Courier> {
  await using stack = new AsyncDisposableStack();
  const publicUrl = publicUrlOf(settings);
  const keys = pushKeys(required('PUSH_KEY', settings.PUSH_KEY));
  const metrics = createMetrics('courier');
  stack.use(measureProcess(metrics));
  const bus = stack.use(await joinMesh('courier', settings, log));
  const calls = createClient(bus, 'courier');
  const carrier = stack.use(openCarrier(settings, publicUrl, log));
  const trust = readTestTrust(settings);
  const rounds = stack.use(
    startRounds(log, [
      createMailRound({ calls, log, metrics, carrier }),
      createPushRound({ calls, log, metrics, keys, publicUrl, trust }),
    ]),
  );
  const listener = stack.use(
    await listenMetrics(metrics, settings.METRICS_PORT, () => bus.isConnected()),
  );
  await bus.flush();

  const owned = stack.move();
  return {
    metricsPort: listener.port,
    metrics,
    carry: rounds.hurry,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
