/** A relay that sockets can be passed to. */
export type Relay = {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Sockets that go through this process now. */
  open: number;
  /** It failed; until then others are tried first. */
  downUntilMs: number;
};

export type Relays = {
  /** All of them, the best first: up before down, then by the fewest open sockets. */
  inOrder(): Relay[];
  markDown(relay: Relay): void;
  /** True when at least one answers; asked at most once a second. */
  answer(): Promise<boolean>;
};

const downMs = 2000;
const probeTimeoutMs = 1000;
const probeEveryMs = 1000;

export function createRelays(urls: readonly string[], now: () => number = Date.now): Relays {
  const relays = urls.map((url): Relay => {
    const { hostname, port } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, '');
    return { url, host, port: Number(port || 80), open: 0, downUntilMs: 0 };
  });
  let probe: { atMs: number; result: Promise<boolean> } | undefined;
  return {
    inOrder() {
      const atMs = now();
      const rank = (relay: Relay) => (relay.downUntilMs > atMs ? 1 : 0);
      return relays.toSorted((a, b) => rank(a) - rank(b) || a.open - b.open);
    },
    markDown(relay) {
      relay.downUntilMs = now() + downMs;
    },
    answer() {
      if (!probe || now() - probe.atMs > probeEveryMs) {
        probe = { atMs: now(), result: anyAnswers(relays) };
      }
      return probe.result;
    },
  };
}

async function anyAnswers(relays: Relay[]): Promise<boolean> {
  const asked = relays.map(async ({ url }) => {
    const signal = AbortSignal.timeout(probeTimeoutMs);
    const response = await fetch(new URL('/healthz', url), { signal });
    await response.body?.cancel();
    if (response.status >= 500) throw new Error('not healthy');
  });
  return Promise.any(asked).then(
    () => true,
    () => false,
  );
}
