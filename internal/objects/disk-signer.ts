import { createHmac, timingSafeEqual } from 'node:crypto';
import { contentDisposition } from './disposition.ts';
import { objectKey } from './object-keys.ts';
import { downloadSeconds, type Signer, uploadSeconds } from './signer.ts';
import type { DiskPlace } from './store-place.ts';

/** Where web serves what lies on its disk. */
export const diskPath = '/files';

/** Addresses of web's own path, in the manner of an object store's. */
export function createDiskSigner({ secret }: DiskPlace, publicUrl: string): Signer {
  const sign = (method: string, key: string, seconds: number, values: Record<string, string>) => {
    const expiresAt = new Date(Date.now() + seconds * 1000);
    const query = new URLSearchParams({ ...values, until: String(expiresAt.getTime()) });
    const path = `${diskPath}/${key}`;
    query.set('signature', signatureOf(secret, method, path, query));
    const url = new URL(`${path}?${query.toString()}`, publicUrl).href;
    return { url, expires_at: expiresAt.toISOString() };
  };
  return {
    async signUpload({ id, size, contentType }) {
      const values = { size: String(size), type: contentType };
      const signed = sign('PUT', objectKey('uploads', id), uploadSeconds, values);
      return { method: 'PUT', ...signed, headers: { 'content-type': contentType } };
    },
    async signDownload({ folder, id, contentType, name, isShown }) {
      const disposition = contentDisposition(name, isShown);
      const values = { type: contentType, disposition };
      return sign('GET', objectKey(folder, id), downloadSeconds, values);
    },
  };
}

/** Whether this address was made by `createDiskSigner` for this method and is still good. */
export function isSigned(
  secret: string,
  method: string,
  path: string,
  query: URLSearchParams,
): boolean {
  const given = Buffer.from(query.get('signature') ?? '', 'base64url');
  const signed = new URLSearchParams(query);
  signed.delete('signature');
  const expected = Buffer.from(signatureOf(secret, method, path, signed), 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  return Number(query.get('until')) > Date.now();
}

/** Over the method, the path and every value, each of which stands once and in order. */
function signatureOf(secret: string, method: string, path: string, query: URLSearchParams): string {
  const values = new URLSearchParams([...query].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHmac('sha256', secret)
    .update(`${method} ${path}?${values.toString()}`)
    .digest('base64url');
}
