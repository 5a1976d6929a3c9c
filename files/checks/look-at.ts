import type { RefusalReason } from '../../internal/contract/attachments.ts';
import { drawImage, isDrawable } from './draw-image.ts';
import { findType } from './find-type.ts';

/** A file as others may have it. */
export type Clean = {
  bytes: Buffer;
  contentType: string;
  picture?: { width: number; height: number; thumbnail: Buffer };
};

/** What an upload is, by its content; what its name or its owner say of it counts for nothing. */
export async function lookAt(
  upload: Buffer | 'too large',
  size: number,
): Promise<Clean | RefusalReason> {
  if (upload === 'too large' || upload.length !== size) return 'wrong_size';
  const contentType = findType(upload);
  if (!isDrawable(contentType)) {
    // As it is it would tell where it was taken (EXIF, XMP).
    return contentType.startsWith('image/') ? 'unreadable_image' : { bytes: upload, contentType };
  }
  const drawn = await drawImage(upload, contentType);
  if (typeof drawn === 'string') return drawn;
  const { bytes, ...picture } = drawn;
  return { bytes, contentType, picture };
}
