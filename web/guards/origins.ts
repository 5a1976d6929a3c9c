import type { StorePlace } from '../../internal/objects/store-place.ts';

/** Which origins (scheme, host, port) count as our own, and which may embed the widget. */
export type Origins = {
  /** PUBLIC_URL's; on loopback both of its names. */
  readonly own: readonly string[];
  /** WIDGET_ORIGINS, exactly as configured. */
  readonly widget: readonly string[];
  /** An object store's, where browsers upload files and get them from. */
  readonly files: readonly string[];
  /** PUBLIC_URL is https: cookies are `Secure`, and HSTS is sent. */
  readonly secure: boolean;
};

const loopbackNames = ['127.0.0.1', 'localhost'];

export function readOrigins(
  publicUrl: string,
  widgetOrigins: readonly string[],
  place?: StorePlace,
): Origins {
  const url = new URL(publicUrl);
  const names = loopbackNames.includes(url.hostname)
    ? [url.hostname, ...loopbackNames.filter((name) => name !== url.hostname)]
    : [url.hostname];
  const port = url.port ? `:${url.port}` : '';
  return {
    own: names.map((name) => `${url.protocol}//${name}${port}`),
    widget: widgetOrigins.map((origin) => new URL(origin).origin),
    files: place?.kind === 's3' ? [new URL(place.publicEndpoint).origin] : [],
    secure: url.protocol === 'https:',
  };
}

/** The same origins as websocket addresses, for browsers whose `'self'` leaves those out. */
export function socketOrigins(origins: Origins): string[] {
  return origins.own.map((origin) => origin.replace(/^http/, 'ws'));
}

/** Pages that may hold the widget's frame; `sites` are those that its organisation names. */
export function embedders(origins: Origins, sites: readonly string[]): string[] {
  return [...new Set([...origins.own, ...origins.widget, ...sites])];
}
