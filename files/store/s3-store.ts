import { createHash } from 'node:crypto';
import { objectKey } from '../../internal/objects/object-keys.ts';
import { type S3Request, signRequest } from '../../internal/objects/s3-request.ts';
import type { S3Place } from '../../internal/objects/store-place.ts';
import { away } from './away.ts';
import type { ObjectName, ObjectStore } from './object-store.ts';

const timeoutMs = 10_000;
const maxListed = 1000;
/** The region that a bucket is made in when none is said (Amazon S3 API, CreateBucket). */
const firstRegion = 'us-east-1';

/** An S3-compatible object store; every answer of it is held to what was asked. */
export function openS3Store(place: S3Place): ObjectStore {
  const keyOf = ({ folder, id }: ObjectName) => objectKey(folder, id);
  const ask = (request: S3Request, body?: Buffer) => askStore(place, request, body);
  return {
    async prepare() {
      const found = await ask({ method: 'HEAD' });
      if (found.status !== 404) return accept(found);
      accept(await ask({ method: 'PUT' }, Buffer.from(bucketConfiguration(place.region))));
    },
    async read(name, maxBytes) {
      const answer = await ask({ method: 'GET', key: keyOf(name) });
      if (answer.status === 404) return undefined;
      accept(answer);
      if (Number(answer.headers.get('content-length') ?? 0) > maxBytes) {
        await answer.body?.cancel();
        return 'too large';
      }
      const bytes = await readBody(answer, maxBytes);
      if (bytes === 'too large') return bytes;
      refuseOtherTag(answer, bytes);
      return bytes;
    },
    async write(name, bytes, contentType) {
      const headers = { 'content-type': contentType };
      const answer = await ask({ method: 'PUT', key: keyOf(name), headers }, bytes);
      accept(answer);
      refuseOtherTag(answer, bytes);
    },
    async remove(name) {
      const answer = await ask({ method: 'DELETE', key: keyOf(name) });
      if (answer.status !== 404) accept(answer);
    },
    async listUploads() {
      const query = { 'list-type': '2', prefix: 'uploads/', 'max-keys': String(maxListed) };
      const answer = await ask({ method: 'GET', query });
      accept(answer);
      const text = String(await readBody(answer, 4 * 1024 ** 2));
      return [...text.matchAll(/<Key>uploads\/([A-Za-z0-9_-]{1,64})<\/Key>/g)].map(([, id]) => id!);
    },
  };
}

/** The body's hash is signed, so that a store that got another one says so. */
async function askStore(place: S3Place, request: S3Request, body?: Buffer): Promise<Response> {
  const hash = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  const headers = { ...request.headers, 'x-amz-content-sha256': hash };
  const signed = await signRequest(place, { ...request, headers });
  try {
    return await fetch(signed.url, {
      method: signed.method,
      headers: signed.headers,
      ...(body && { body: new Uint8Array(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw away(error);
  }
}

function accept(answer: Response): void {
  if (!answer.ok) throw away(new Error(`the object store answered ${answer.status}`));
}

async function readBody(answer: Response, maxBytes: number): Promise<Buffer | 'too large'> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      parts.push(part);
      size += part.length;
      if (size > maxBytes) return 'too large';
    }
  } catch (error) {
    throw away(error);
  }
  return Buffer.concat(parts);
}

/**
 * The tag of an object that came in one piece is its MD5, unless the store encrypts it with a key
 * of its own keeping or its customer's (Amazon S3 API, Object).
 */
function refuseOtherTag({ headers }: Response, bytes: Buffer): void {
  const tag = headers.get('etag')?.replaceAll('"', '') ?? '';
  const isKeyed =
    headers.get('x-amz-server-side-encryption')?.startsWith('aws:kms') ||
    headers.has('x-amz-server-side-encryption-customer-algorithm');
  if (isKeyed || !/^[0-9a-f]{32}$/.test(tag)) return;
  if (createHash('md5').update(bytes).digest('hex') === tag) return;
  throw away(new Error('the object store has other bytes than it says'));
}

function bucketConfiguration(region: string): string {
  if (region === firstRegion) return '';
  return (
    '<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
    `<LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`
  );
}
