import { join, resolve } from 'node:path';
import { required } from '../config/read-settings.ts';
import type { Settings } from '../config/settings.ts';

/** The settings that say where files are kept. */
export const storeSettings = [
  'NATTER_HOME',
  'FILES_SECRET',
  'S3_ENDPOINT',
  'S3_PUBLIC_ENDPOINT',
  'S3_REGION',
  'S3_BUCKET',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
] as const;

export type StoreSettings = Settings<(typeof storeSettings)[number]>;

export type S3Place = {
  kind: 's3';
  endpoint: string;
  /** For browsers. */
  publicEndpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
};

export type DiskPlace = { kind: 'disk'; folder: string; secret: string };

export type StorePlace = S3Place | DiskPlace;

/** An object store when one is named, else the disk. Throws `invalid` for what is missing. */
export function readStorePlace(settings: StoreSettings): StorePlace {
  const endpoint = settings.S3_ENDPOINT;
  if (!endpoint) {
    const secret = required('FILES_SECRET', settings.FILES_SECRET);
    return { kind: 'disk', folder: resolve(join(settings.NATTER_HOME, 'files')), secret };
  }
  return {
    kind: 's3',
    endpoint: withoutSlash(endpoint),
    publicEndpoint: withoutSlash(settings.S3_PUBLIC_ENDPOINT ?? endpoint),
    region: settings.S3_REGION,
    bucket: settings.S3_BUCKET,
    accessKeyId: required('S3_ACCESS_KEY_ID', settings.S3_ACCESS_KEY_ID),
    secretAccessKey: required('S3_SECRET_ACCESS_KEY', settings.S3_SECRET_ACCESS_KEY),
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
