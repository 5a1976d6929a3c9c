import { Counter, Gauge, Histogram, Registry } from 'prom-client';

type Labels = Record<string, string>;

/** The instruments of one process; names end in their unit or in `_total` (prometheus.io/docs). */
export type Metrics = {
  /** A new counter; call the returned function to add to it. */
  counter(name: string, help: string, labels?: string[]): (labels?: Labels, by?: number) => void;
  gauge(name: string, help: string, labels?: string[]): (value: number, labels?: Labels) => void;
  /** Reads its value whenever somebody asks for the metrics; a counter when it is a `…_total`. */
  watch(name: string, help: string, read: () => number): void;
  /** Buckets in the unit of the name, e.g. seconds for `…_seconds`. */
  histogram(
    name: string,
    help: string,
    options: { buckets: number[]; labels?: string[] },
  ): (value: number, labels?: Labels) => void;
  /** Text exposition format 0.0.4. */
  text(): Promise<string>;
  /** The sum over all label values, for tests and health. */
  total(name: string): Promise<number>;
};

/** Instruments whose samples all carry the label `process`. */
export function createMetrics(process: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ process });
  const registers = [registry];
  return {
    counter(name, help, labels = []) {
      const counter = new Counter({ name, help, labelNames: labels, registers });
      return (values = {}, by = 1) => counter.inc(values, by);
    },
    gauge(name, help, labels = []) {
      const gauge = new Gauge({ name, help, labelNames: labels, registers });
      return (value, values = {}) => gauge.set(values, value);
    },
    watch(name, help, read) {
      if (name.endsWith('_total')) watchCounter(registry, name, help, read);
      else watchGauge(registry, name, help, read);
    },
    histogram(name, help, { buckets, labels = [] }) {
      const histogram = new Histogram({ name, help, buckets, labelNames: labels, registers });
      return (value, values = {}) => histogram.observe(values, value);
    },
    text: () => registry.metrics(),
    async total(name) {
      const metric = await registry.getSingleMetric(name)?.get();
      return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
    },
  };
}

function watchGauge(registry: Registry, name: string, help: string, read: () => number): void {
  const gauge: Gauge = new Gauge({
    name,
    help,
    registers: [registry],
    collect: () => gauge.set(read()),
  });
}

function watchCounter(registry: Registry, name: string, help: string, read: () => number): void {
  const counter: Counter = new Counter({
    name,
    help,
    registers: [registry],
    collect: () => {
      counter.reset();
      counter.inc(read());
    },
  });
}
