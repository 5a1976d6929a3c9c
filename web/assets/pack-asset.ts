import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Asset } from './asset.ts';

const packWithBrotli = promisify(brotliCompress);
const packWithGzip = promisify(gzip);
/** Better costs seconds at start for a few per cent. */
const brotliQuality = 6;

/** Packs what is text; pictures and fonts are packed already. */
export async function packAsset(plain: Buffer, type: string): Promise<Asset> {
  const isText = type.includes('charset') || type === 'image/svg+xml';
  const params = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality };
  const br = isText ? await packWithBrotli(plain, { params }) : null;
  const gz = isText ? await packWithGzip(plain) : null;
  return {
    type,
    plain,
    br: br && br.length < plain.length ? br : null,
    gzip: gz && gz.length < plain.length ? gz : null,
    etag: `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
  };
}
