import type { Settings } from '../config/settings.ts';
import type { Log } from '../log/log.ts';
import { listenMetrics } from '../metrics/listen-metrics.ts';
import { measureProcess } from '../metrics/measure-process.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { type AutomationOptions, runAutomation, type RunningAutomation } from './automation.ts';
import { joinMesh } from './join-mesh.ts';

/** What an automation reads from its environment. */
export const automationSettings = ['NATS_URL', 'NATS_USERS', 'METRICS_PORT'] as const;

export type StartedAutomation = RunningAutomation & { metricsPort: number };

/**
 * Starts one replica of an automation as a process of its own: connects as its NATS user, serves
 * its metrics on loopback, and answers tasks until it is disposed. Throws AppError (`invalid`,
 * `unauthenticated`, `unavailable`) with a sentence that names the setting to correct.
 */
export async function startAutomation(
  settings: Settings<(typeof automationSettings)[number]>,
  log: Log,
  automation: Omit<AutomationOptions, 'bus' | 'log'>,
): Promise<StartedAutomation> {
  const { name } = automation;
  await using starting = new AsyncDisposableStack();
  const bus = starting.use(await joinMesh(name, settings, log));
  const metrics = createMetrics(name);
  starting.use(measureProcess(metrics));
  const listener = starting.use(
    await listenMetrics(metrics, settings.METRICS_PORT, () => bus.isConnected()),
  );
  const running = starting.use(await runAutomation({ ...automation, bus, log }));
  const watched = {
    answered: ['natter_automation_tasks_answered_total', 'Tasks answered'],
    refused: ['natter_automation_tasks_refused_total', 'Answers after the owner changed'],
    failed: ['natter_automation_tasks_failed_total', 'Tasks left unanswered'],
    under_way: ['natter_automation_tasks_under_way', 'Tasks being answered'],
  } as const;
  for (const [figure, [metric, help]] of Object.entries(watched)) {
    metrics.watch(metric, help, () => running.figures()[figure as keyof typeof watched]);
  }
  const owned = starting.move();
  return {
    metricsPort: listener.port,
    figures: running.figures,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
