import type { StorePlace } from '../../internal/objects/store-place.ts';
import { openDiskStore } from './disk-store.ts';
import type { ObjectStore } from './object-store.ts';
import { openS3Store } from './s3-store.ts';

export function openStore(place: StorePlace): ObjectStore {
  return place.kind === 's3' ? openS3Store(place) : openDiskStore(place);
}
