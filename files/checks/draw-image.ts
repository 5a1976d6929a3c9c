import sharp, { type Sharp } from 'sharp';
import type { RefusalReason } from '../../internal/contract/attachments.ts';
import { AppError } from '../../internal/contract/errors.ts';

/** All frames together. */
export const maxPixels = 50_000_000;
const thumbnailSide = 320;
const limitSeconds = 20;
const retryMs = 5000;

type Encode = (image: Sharp) => Sharp;

/** Types of image that may be sent, each with how it is written anew. */
const encoders: Record<string, Encode> = {
  'image/jpeg': (image) => image.jpeg({ quality: 88 }),
  'image/png': (image) => image.png(),
  'image/webp': (image) => image.webp({ quality: 88 }),
  'image/gif': (image) => image.gif(),
  'image/avif': (image) => image.avif({ quality: 60, effort: 2 }),
};

const loaders = ['JpegBuffer', 'PngBuffer', 'WebpBuffer', 'NsgifBuffer', 'HeifBuffer'];

export type Drawn = { bytes: Buffer; thumbnail: Buffer; width: number; height: number };

/** Before the first image: only what is needed decodes, one thread each, and nothing is kept. */
export function limitDecoders(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: loaders.map((name) => `VipsForeignLoad${name}`) });
  sharp.concurrency(1);
  sharp.cache(false);
}

export function isDrawable(contentType: string): boolean {
  return contentType in encoders;
}

/**
 * The same picture from its pixels alone: what a file carries besides, where it was taken or what
 * another program would run, stays behind. Turned as its camera was held. Throws `unavailable` when
 * one step of it took longer than `seconds`: that says more about this machine than about it.
 */
export async function drawImage(
  bytes: Buffer,
  type: string,
  seconds = limitSeconds,
): Promise<Drawn | RefusalReason> {
  const isMoving = type === 'image/gif' || type === 'image/webp';
  try {
    const input = { limitInputPixels: maxPixels, failOn: 'error', animated: isMoving } as const;
    const { width, height, pages = 1, pageHeight } = await sharp(bytes, input).metadata();
    if (width * (pageHeight ?? height) * pages > maxPixels) return 'too_many_pixels';
    const turned = sharp(bytes, input).autoOrient().timeout({ seconds });
    const { data, info } = await encoders[type]!(turned).toBuffer({ resolveWithObject: true });
    const thumbnail = await sharp(data, { limitInputPixels: maxPixels })
      .resize(thumbnailSide, thumbnailSide, { fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds })
      .webp({ quality: 75 })
      .toBuffer();
    return { bytes: data, thumbnail, width: info.width, height: info.pageHeight ?? info.height };
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    if (said.startsWith('timeout:')) throw tookTooLong(error);
    return said.includes('pixel limit') ? 'too_many_pixels' : 'unreadable_image';
  }
}

function tookTooLong(cause: unknown): AppError {
  const message = 'It took too long to look at the picture. It is kept; try again.';
  return new AppError('unavailable', message, { retryMs, cause });
}
