import { createDiskSigner } from './disk-signer.ts';
import { createS3Signer } from './s3-signer.ts';
import type { Signer } from './signer.ts';
import type { StorePlace } from './store-place.ts';

/** `publicUrl` is where browsers reach web, which serves what lies on its disk. */
export function createSigner(place: StorePlace, publicUrl: string): Signer {
  return place.kind === 's3' ? createS3Signer(place) : createDiskSigner(place, publicUrl);
}
