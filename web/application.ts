import type { Log } from '../internal/log/log.ts';
import type { Signer } from '../internal/objects/signer.ts';
import type { DiskPlace } from '../internal/objects/store-place.ts';
import type { Asset, Assets } from './assets/asset.ts';
import type { Cursors } from './api/cursors.ts';
import type { Addresses } from './guards/addresses.ts';
import type { Finished } from './guards/access-log.ts';
import type { Origins } from './guards/origins.ts';
import type { WidgetSites } from './guards/widget-sites.ts';
import type { RateLimits } from './guards/rate-limits.ts';
import type { Calls, ReadCalls } from './routing/calls.ts';
import type { Sessions } from './sessions/sessions.ts';
import type { TokenReader } from './tokens/token-reader.ts';
import type { Relays } from './tunnels/relays.ts';
import type { Languages } from './languages/languages.ts';
import type { Views } from './views/views.ts';

/** Everything that a request may need: made once, handed to whoever answers. */
export type Application = {
  readonly log: Log;
  readonly calls: Calls;
  /** The part of `calls` that changes nothing. */
  readonly reads: ReadCalls;
  readonly sessions: Sessions;
  readonly views: Views;
  readonly assets: Assets;
  readonly languages: Languages;
  /** `/widget.js`. */
  readonly loader: Asset;
  readonly origins: Origins;
  readonly widgetSites: WidgetSites;
  readonly addresses: Addresses;
  readonly limits: RateLimits;
  /** New chat sessions, and sign-ups, a minute from one address. */
  readonly perMinute: { readonly chat_sessions: number; readonly signups: number };
  /** Requests to `/v1`, for each of these. */
  readonly requestsPerMinute: { readonly account: number; readonly address: number };
  readonly cursors: Cursors;
  readonly tokens: TokenReader;
  readonly relays: Relays;
  readonly signer: Signer;
  /** Where files lie that web serves itself; undefined with an object store. */
  readonly disk: DiskPlace | undefined;
  readonly report: (finished: Finished) => void;
  /** True once the process has been asked to end. */
  isDraining(): boolean;
};
