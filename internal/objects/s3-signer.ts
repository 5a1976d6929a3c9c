import { contentDisposition } from './disposition.ts';
import { objectKey } from './object-keys.ts';
import { presignRequest } from './s3-request.ts';
import { downloadSeconds, type Signer, uploadSeconds } from './signer.ts';
import type { S3Place } from './store-place.ts';

/** Addresses of the object store itself, which refuses another length or type than was signed. */
export function createS3Signer(place: S3Place): Signer {
  const until = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  return {
    async signUpload({ id, size, contentType }) {
      const headers = { 'content-length': String(size), 'content-type': contentType };
      const key = objectKey('uploads', id);
      const expires_at = until(uploadSeconds);
      const url = await presignRequest(place, { method: 'PUT', key, headers }, uploadSeconds);
      return { method: 'PUT', url, headers: { 'content-type': contentType }, expires_at };
    },
    async signDownload({ folder, id, contentType, name, isShown }) {
      const query = {
        'response-content-type': contentType,
        'response-content-disposition': contentDisposition(name, isShown),
        'response-cache-control': `private, max-age=${downloadSeconds}`,
      };
      const key = objectKey(folder, id);
      const expires_at = until(downloadSeconds);
      const url = await presignRequest(place, { method: 'GET', key, query }, downloadSeconds);
      return { url, expires_at };
    },
  };
}
