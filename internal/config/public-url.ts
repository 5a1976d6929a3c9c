import type { Settings } from './settings.ts';

/** Where browsers and links in mails find web. */
export function publicUrlOf({ PUBLIC_URL, WEB_PORT }: Settings<'PUBLIC_URL' | 'WEB_PORT'>): string {
  return PUBLIC_URL ?? `http://127.0.0.1:${WEB_PORT}`;
}
