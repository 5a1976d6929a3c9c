import { AwsV4Signer } from 'aws4fetch';
import type { S3Place } from './store-place.ts';

export type S3Request = {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Of an object; the bucket itself without it. */
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
};

/**
 * The same with an AWS signature of version 4, over every header that it names, so that neither the
 * length nor the type of an upload can be another. The bucket stands in the path.
 */
export async function signRequest(place: S3Place, request: S3Request) {
  const { url, headers } = await signerOf(place, place.endpoint, request).sign();
  return { url: url.href, method: request.method, headers };
}

/** An address that anybody may use with these headers for so long. */
export async function presignRequest(
  place: S3Place,
  request: S3Request,
  seconds: number,
): Promise<string> {
  const query = { ...request.query, 'X-Amz-Expires': String(seconds) };
  const { url } = await signerOf(place, place.publicEndpoint, { ...request, query }, true).sign();
  return url.href;
}

function signerOf(
  place: S3Place,
  endpoint: string,
  { method, key, query = {}, headers = {} }: S3Request,
  signQuery = false,
): AwsV4Signer {
  const url = new URL(`${endpoint}/${place.bucket}${key ? `/${key}` : ''}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const { accessKeyId, secretAccessKey, region } = place;
  return new AwsV4Signer({
    method,
    url: url.href,
    headers,
    accessKeyId,
    secretAccessKey,
    region,
    service: 's3',
    signQuery,
    allHeaders: true,
  });
}
