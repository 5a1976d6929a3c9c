import { connect, createServer, type Server } from 'node:net';
import { Connection } from './connection.ts';
import type { Cut, Direction, Faults, Filter, ProxyState } from './faults.ts';

export type TcpProxy = AsyncDisposable & {
  port: number;
  /** Connections open now. */
  readonly open: number;
  /** Bytes that went each way since the start. */
  readonly bytes: Record<Direction, number>;
  set: (faults: Partial<Faults>) => void;
  /** No more faults; what hung goes on. */
  heal: () => void;
  /** Resolves when the cut has happened. */
  cutOn: (cut: Cut) => Promise<void>;
  /** Ends every connection now. */
  cutAll: (by?: Cut['by']) => void;
  /** Made anew for every connection and direction from then on, and for those that are open. */
  filter: (make: ((direction: Direction) => Filter) | null) => void;
};

const noFaults: Faults = {
  latencyMs: 0,
  jitterMs: 0,
  bytesPerSecond: 0,
  blackhole: false,
  closeDelayMs: 0,
  refuse: false,
};

/** Listens on a free loopback port and passes everything on to `port`; disposing cuts all. */
export async function startTcpProxy(port: number): Promise<TcpProxy> {
  const state: ProxyState = { faults: { ...noFaults }, cuts: [], makeFilter: null };
  const bytes = { up: 0, down: 0 };
  const open = new Set<Connection>();
  const server = createServer({ noDelay: true }, (client) => {
    if (state.faults.refuse) return void client.resetAndDestroy();
    const connection = new Connection(client, connect({ port, host, noDelay: true }), state, bytes);
    open.add(connection);
    connection.onClosed = () => open.delete(connection);
  });
  await listen(server);
  const changed = () => open.forEach((connection) => connection.look());
  return {
    port: (server.address() as { port: number }).port,
    get open() {
      return open.size;
    },
    bytes,
    set(faults) {
      Object.assign(state.faults, faults);
      changed();
    },
    heal() {
      state.faults = { ...noFaults };
      state.cuts = [];
      state.makeFilter = null;
      for (const connection of open) connection.renewFilters();
      changed();
    },
    cutOn: (cut) =>
      new Promise((resolve) => {
        state.cuts.push({ ...cut, left: cut.onHit ?? 1, resolve });
      }),
    cutAll(by = 'reset') {
      for (const connection of open) connection.cut(by);
    },
    filter(make) {
      state.makeFilter = make;
      for (const connection of open) connection.renewFilters();
    },
    async [Symbol.asyncDispose]() {
      for (const connection of open) connection.cut('reset');
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

const host = '127.0.0.1';

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
}
