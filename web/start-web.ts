import { fileURLToPath } from 'node:url';
import { createClient } from '../internal/bus/client.ts';
import { joinMesh } from '../internal/bus/join-mesh.ts';
import { required } from '../internal/config/read-settings.ts';
import type { Settings } from '../internal/config/settings.ts';
import type { Log } from '../internal/log/log.ts';
import { listenMetrics } from '../internal/metrics/listen-metrics.ts';
import { measureProcess } from '../internal/metrics/measure-process.ts';
import { createSigner } from '../internal/objects/create-signer.ts';
import { readStorePlace, storeSettings } from '../internal/objects/store-place.ts';
import { createMetrics, type Metrics } from '../internal/metrics/metrics.ts';
import { createCursors } from './api/cursors.ts';
import type { Application } from './application.ts';
import { readAssets } from './assets/read-assets.ts';
import { buildChain } from './chain.ts';
import { readAddresses } from './guards/addresses.ts';
import { securityHeaders } from './guards/headers.ts';
import { readLanguages } from './languages/languages.ts';
import { readOrigins } from './guards/origins.ts';
import { createWidgetSites } from './guards/widget-sites.ts';
import { createRateLimits } from './guards/rate-limits.ts';
import { routes } from './routes.ts';
import { readCalls } from './routing/calls.ts';
import { answerRequests, listen } from './server.ts';
import { checkSessions } from './sessions/check-sessions.ts';
import { openSessions } from './sessions/sessions.ts';
import { createTokenReader } from './tokens/token-reader.ts';
import { createRelays } from './tunnels/relays.ts';
import { createTunnels } from './tunnels/tunnels.ts';
import { reportRequests } from './guards/report-requests.ts';
import { openViews } from './views/views.ts';
import { fillLoader } from './visitors/loader.ts';

/** The settings that web reads. */
export const webSettings = [
  'HOST',
  'WEB_PORT',
  'RELAY_PORT',
  'RELAY_URLS',
  'RELAY_SECRET',
  'PUBLIC_URL',
  'WIDGET_ORIGINS',
  'TRUST_PROXY',
  'REUSE_PORT',
  'METRICS_PORT',
  'NATS_URL',
  'NATS_USERS',
  ...storeSettings,
  'SESSION_MYSQL_URL',
  'SESSION_SECRET',
  'LIMIT_CHAT_SESSIONS',
  'LIMIT_SIGNUPS',
  'LIMIT_ACCOUNT_REQUESTS',
  'LIMIT_ADDRESS_REQUESTS',
] as const;

export type WebSettings = Settings<(typeof webSettings)[number]>;

export type Web = AsyncDisposable & {
  url: string;
  port: number;
  metricsPort: number;
  metrics: Metrics;
};

const folder = fileURLToPath(new URL('.', import.meta.url));

/**
 * Starts the process that speaks HTTP. Disposing it takes no new requests, ends those that run
 * (≤ 5 s) and lets go. Throws an AppError or a PersonError that names the setting when it cannot.
 */
export async function startWeb(settings: WebSettings, log: Log): Promise<Web> {
  const sessionUrl = required('SESSION_MYSQL_URL', settings.SESSION_MYSQL_URL);
  const secrets = required('SESSION_SECRET', settings.SESSION_SECRET);
  const relaySecret = required('RELAY_SECRET', settings.RELAY_SECRET);
  const place = readStorePlace(settings);
  await using stack = new AsyncDisposableStack();
  const metrics = createMetrics('web');
  stack.use(measureProcess(metrics));
  const addresses = readAddresses(settings.TRUST_PROXY);
  const assets = await readAssets(`${folder}static`);
  const languages = await readLanguages(`${folder}languages`);
  const loader = fillLoader(assets, languages);
  const bus = stack.use(await joinMesh('web', settings, log));
  const listener = stack.use(
    await listenMetrics(metrics, settings.METRICS_PORT, () => bus.isConnected()),
  );
  const calls = createClient(bus, 'web');
  const reads = readCalls(calls);

  const secure = settings.PUBLIC_URL?.startsWith('https:') ?? false;
  const sessions = stack.use(openSessions({ url: sessionUrl, secrets, secure, log }));
  await checkSessions(sessions);
  const listening = stack.use(await listen(settings));
  // From here on nothing waits, so no request can come before there is somebody to answer it.
  const url = settings.PUBLIC_URL ?? `http://127.0.0.1:${listening.port}`;
  const origins = readOrigins(url, settings.WIDGET_ORIGINS ?? [], place);
  let isDraining = false;
  const app: Application = {
    log,
    calls,
    reads,
    sessions,
    views: openViews(folder, assets),
    assets,
    languages,
    loader,
    origins,
    widgetSites: createWidgetSites(reads),
    addresses,
    limits: createRateLimits(),
    perMinute: { chat_sessions: settings.LIMIT_CHAT_SESSIONS, signups: settings.LIMIT_SIGNUPS },
    requestsPerMinute: {
      account: settings.LIMIT_ACCOUNT_REQUESTS,
      address: settings.LIMIT_ADDRESS_REQUESTS,
    },
    cursors: createCursors(secrets),
    tokens: createTokenReader(reads),
    signer: createSigner(place, url),
    disk: place.kind === 'disk' ? place : undefined,
    relays: createRelays(settings.RELAY_URLS ?? [`http://127.0.0.1:${settings.RELAY_PORT}`]),
    report: reportRequests(metrics),
    isDraining: () => isDraining,
  };
  const tunnels = createTunnels(app, relaySecret);
  metrics.watch('natter_web_sockets', 'Sockets passed on now', () => tunnels.count());
  const headers = securityHeaders(origins);
  const requests = buildChain(app, routes);
  answerRequests(listening.server, { requests, tunnels, headers, isDraining: () => isDraining });
  stack.use(tunnels);
  stack.defer(() => void (isDraining = true));

  const owned = stack.move();
  return {
    url,
    port: listening.port,
    metricsPort: listener.port,
    metrics,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
