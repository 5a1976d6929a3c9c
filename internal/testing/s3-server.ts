import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { DUMMY_ACCOUNT } from '@20minutes/s3rver/lib/models/account.js';
import type { StageEnvironment } from './stage-settings.ts';

/** An object store that this project did not write. */
export type S3Server = AsyncDisposable & { url: string; accessKeyId: string };

/** The one account that it knows. */
const account = 'S3RVER';
export const testBucket = 'natter-test';

/** Its data lie in `folder`; `secretAccessKey` is that of a key of its own. */
export async function startS3Server(
  folder: string,
  key?: { secretAccessKey: string },
): Promise<S3Server> {
  const accessKeyId = key ? `AK${randomUUID().replaceAll('-', '')}` : account;
  if (key) DUMMY_ACCOUNT.createKeyPair(accessKeyId, key.secretAccessKey);
  const directory = join(folder, `s3-${randomUUID()}`);
  const options = { address: '127.0.0.1', port: 0, silent: true, vhostBuckets: false };
  const server = new S3rver({ ...options, directory });
  const { port } = await server.run();
  return {
    url: `http://127.0.0.1:${port}`,
    accessKeyId,
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** What a process finds in its environment when its files lie there. */
export function s3Environment(url: string): StageEnvironment {
  return {
    S3_ENDPOINT: url,
    S3_BUCKET: testBucket,
    S3_ACCESS_KEY_ID: account,
    S3_SECRET_ACCESS_KEY: account,
  };
}
