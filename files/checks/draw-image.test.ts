import { randomFillSync } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawImage } from './draw-image.ts';

test('a picture that takes too long is tried again, not refused for ever', async () => {
  const raw = { width: 4500, height: 4500, channels: 3 } as const;
  const noise = randomFillSync(Buffer.alloc(raw.width * raw.height * raw.channels));
  const picture = await sharp(noise, { raw }).png({ compressionLevel: 0 }).toBuffer();
  await expect(drawImage(picture, 'image/png', 1)).rejects.toMatchObject({
    code: 'unavailable',
    retryMs: 5000,
  });
}, 30_000);
