import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.ts';

const nanosecondsPerSecond = 1e9;

/** Adds what the process itself costs: memory, processor time, and how late its event loop runs. */
export function measureProcess(metrics: Metrics): Disposable {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  metrics.watch('process_resident_memory_bytes', 'Memory held', () => process.memoryUsage.rss());
  metrics.watch('process_cpu_seconds_total', 'Processor time used', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  metrics.watch('process_uptime_seconds', 'Time since its start', () => process.uptime());
  metrics.watch('event_loop_delay_seconds', 'p99 since the last look', () => {
    const p99 = delay.percentile(99) / nanosecondsPerSecond;
    delay.reset();
    return p99;
  });
  return { [Symbol.dispose]: () => void delay.disable() };
}
