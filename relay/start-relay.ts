import { createClient } from '../internal/bus/client.ts';
import type { Bus } from '../internal/bus/connect.ts';
import { joinMesh } from '../internal/bus/join-mesh.ts';
import { publishLive } from '../internal/bus/events.ts';
import { publicUrlOf } from '../internal/config/public-url.ts';
import type { SettingName, Settings } from '../internal/config/settings.ts';
import { closeCodes } from '../internal/contract/frames.ts';
import type { Log } from '../internal/log/log.ts';
import { listenMetrics } from '../internal/metrics/listen-metrics.ts';
import { createMetrics, type Metrics } from '../internal/metrics/metrics.ts';
import { measureProcess } from '../internal/metrics/measure-process.ts';
import { createCallerReader } from './admission/addresses.ts';
import { createAdmission } from './admission/admit-socket.ts';
import { Caps } from './admission/caps.ts';
import { createHttpServer, listen } from './admission/http-server.ts';
import { allowedOrigins } from './admission/origins.ts';
import { Batcher } from './batching/batcher.ts';
import { followEvents } from './bus-events.ts';
import { ChannelLogs } from './channels/channel-logs.ts';
import { Healer } from './channels/healer.ts';
import { PastReader } from './channels/past-reader.ts';
import { Places } from './channels/places.ts';
import type { Relay } from './context.ts';
import { drainSockets } from './drain.ts';
import { createFigures } from './figures.ts';
import { healOnReconnect } from './heal.ts';
import { Heartbeat } from './heartbeat.ts';
import { Joiner } from './hello/joiner.ts';
import { createTokenVerifier } from './hello/tokens.ts';
import { Leases } from './leases.ts';
import { type Limits, shippedLimits } from './limits.ts';
import { measureBatches, measureOutboxes, measurePresence, measureRelay } from './metrics.ts';
import { Guests } from './presence/guests.ts';
import { Previews } from './previews.ts';
import { Presence } from './presence/presence.ts';
import { Throttle } from './presence/throttle.ts';
import { SeenMarks } from './seen-marks.ts';
import { GuestActs, type GuestActsOptions } from './sessions/guest-acts.ts';
import { Hub } from './sessions/hub.ts';
import { Turn } from './sockets/turn.ts';

export const relaySettings = [
  'HOST',
  'RELAY_PORT',
  'WEB_PORT',
  'PUBLIC_URL',
  'NATS_URL',
  'NATS_USERS',
  'RELAY_SECRET',
  'REUSE_PORT',
  'LISTEN_FD',
  'TRUST_PROXY',
  'METRICS_PORT',
  'LIMIT_SOCKETS',
  'LIMIT_ADDRESS_SOCKETS',
  'LIMIT_PERSON_SOCKETS',
  'LIMIT_SOCKET_FRAMES',
] as const satisfies SettingName[];

export type RelaySettings = Settings<(typeof relaySettings)[number]>;

export type StartedRelay = AsyncDisposable & {
  /** `http://host:port`; sockets open at `/ws`. */
  url: string;
  port: number;
  metricsPort: number;
  metrics: Metrics;
  /** Says now whose sockets are here, not only when the next lease is due. */
  renewLeases: () => Promise<void>;
};

/** Connections beyond the open sockets that may still be at their handshake. */
const handshakesAtOnce = 1000;

/**
 * Starts the process that owns the sockets. Disposing it drains: no more sockets, what was sent is
 * stored and acked, then everybody is closed with 1012. Throws a PersonError or an AppError that
 * names the setting when it cannot start.
 */
export async function startRelay(
  settings: RelaySettings,
  log: Log,
  limits: Limits = shippedLimits,
): Promise<StartedRelay> {
  await using stack = new AsyncDisposableStack();
  const metrics = createMetrics('relay');
  stack.use(measureProcess(metrics));
  const readCaller = createCallerReader(settings.RELAY_SECRET, settings.TRUST_PROXY);
  const publicUrl = publicUrlOf(settings);
  const bus = stack.use(await joinMesh('relay', settings, log));
  const relay = buildRelay(settings, bus, log, limits, metrics);
  stack.use(relay.healer);
  stack.use(relay.leases);
  stack.use(relay.presence);
  stack.use(relay.guests);
  const heartbeat = stack.use(new Heartbeat(relay));
  stack.defer(followEvents(relay));
  stack.use(healOnReconnect(relay));
  let isDraining = false;
  const server = createHttpServer({
    handshakeTimeoutMs: limits.handshakeTimeoutMs,
    maxConnections: settings.LIMIT_SOCKETS + handshakesAtOnce,
    isHealthy: () => !isDraining && bus.isConnected(),
    onUpgrade: createAdmission({
      relay,
      heartbeat,
      caps: new Caps(settings.LIMIT_SOCKETS, settings.LIMIT_ADDRESS_SOCKETS),
      origins: allowedOrigins(publicUrl),
      readCaller,
      isDraining: () => isDraining,
    }),
  });
  const listener = stack.use(
    await listenMetrics(metrics, settings.METRICS_PORT, () => bus.isConnected()),
  );
  await bus.flush();
  const { HOST, RELAY_PORT, REUSE_PORT, LISTEN_FD } = settings;
  const place = { host: HOST, port: RELAY_PORT, reusePort: REUSE_PORT, fd: LISTEN_FD };
  const port = await listen(server, place);
  const owned = stack.move();
  owned.defer(async () => {
    isDraining = true;
    await drainSockets(relay, server, closeCodes.restarting);
  });
  return {
    url: `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`,
    port,
    metricsPort: listener.port,
    metrics,
    renewLeases: () => relay.leases.renew(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function buildRelay(
  settings: RelaySettings,
  bus: Bus,
  log: Log,
  limits: Limits,
  metrics: Metrics,
): Relay {
  const call = createClient(bus, 'relay');
  const figures = createFigures();
  const turn = new Turn();
  const hub = new Hub();
  const { reorderWaitMs, seenIntervalMs, leaseIntervalMs, leaseLifetimeMs } = limits;
  const healer = new Healer({ call, log, figures, reorderWaitMs });
  const logs = new ChannelLogs({
    bus,
    call,
    turn,
    healer,
    limits,
    onOutdatedPast: (channelId, seq) => past.forgetPart(channelId, seq),
    watch: {
      arrive: (log, seat) => presence.arrive(log, seat),
      depart: (log, seat) => presence.depart(log, seat),
      waits: (list, entry) => presence.waits(list, entry),
    },
  });
  const presence = new Presence({ bus, hub, logs, figures, limits });
  const onBatch = measureBatches(metrics);
  const batcher = new Batcher({ call, log, figures, limits, onBatch });
  const past = new PastReader({ call, healer, ...limits });
  measureRelay(metrics, figures, { logs, past, batcher });
  measureOutboxes(metrics, hub);
  measurePresence(metrics, figures, hub, presence);
  return {
    bus,
    call,
    log,
    limits,
    figures,
    turn,
    hub,
    logs,
    healer,
    places: new Places(logs),
    past,
    batcher,
    tokens: createTokenVerifier(() => call.logins.readTokenKey({})),
    leases: new Leases({ call, hub, log, leaseIntervalMs, leaseLifetimeMs }),
    seenMarks: new SeenMarks({
      call,
      log,
      seenIntervalMs,
      publish: (channelId, from, seq) => publishLive(bus, 'seen', channelId, { from, seq }),
    }),
    presence,
    guests: new Guests({ bus, hub }),
    guestActs: new GuestActs(guestActsOf(settings, limits)),
    previews: new Previews(call),
    typing: new Throttle(limits.typingIntervalMs),
    performing: new Set(),
    joiner: new Joiner({ call, ...limits }),
    maxPersonSockets: settings.LIMIT_PERSON_SOCKETS,
    framesPerSecond: settings.LIMIT_SOCKET_FRAMES,
    store: { id: '' },
  };
}

function guestActsOf(settings: RelaySettings, limits: Limits): GuestActsOptions {
  const guest = settings.LIMIT_SOCKET_FRAMES * limits.guestActFactor;
  const address = guest * settings.LIMIT_ADDRESS_SOCKETS * limits.busyGuestFactor;
  return { actsPerSecond: { guest, address }, burstS: limits.guestActBurstS };
}
