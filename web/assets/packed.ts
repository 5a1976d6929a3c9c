import { createHash } from 'node:crypto';
import type { Source } from './asset.ts';

/** Below `web/static`: what `node deploy/pack.ts` makes of the widget and of the pages. */
export const packedFolder = 'packed';

/** Below that: scripts of pages. */
export const packedPages = 'pages';

/** The modules with which pages begin, below `web/static`, without their endings. */
export const pageScripts = [
  'app/app-page',
  'chat/chat-page',
  'console/console-page',
  'push/push-page',
  'staff/dashboard',
  'staff/staff-page',
  'staff/widget-preview',
];

/** The icons of all pages. */
export const iconSheet = '/static/icons.svg';

/** Stylesheets of the widget's frame, in their order; its type is the reader's own system's. */
export const widgetStyles = [
  'tokens',
  'frame',
  'shared',
  'frame-welcome',
  'frame-log',
  'frame-over',
];

/** One hash of all that the packed files are made of. */
export function hashSources(sources: readonly Source[]): string {
  const hash = createHash('sha256');
  for (const { path, bytes } of sources.filter(isPackable).toSorted(byPath)) {
    hash.update(`${path} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('base64url').slice(0, 22);
}

function isPackable({ path }: Source): boolean {
  if (`/static/${path}` === iconSheet) return true;
  const [folder = '', name = ''] = path.split('/');
  if (folder === 'styles') return widgetStyles.includes(name.replace(/\.css$/, ''));
  return folder !== packedFolder && name.endsWith('.js');
}

function byPath(a: Source, b: Source): number {
  return a.path < b.path ? -1 : 1;
}
