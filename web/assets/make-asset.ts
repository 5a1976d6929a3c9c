import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Asset, Packing } from './asset.ts';

/** Better costs as long again for a few per cent. */
const brotliParams = { [constants.BROTLI_PARAM_QUALITY]: 6 };
const gzipLevel = 9;

const packWith: Record<Packing, (plain: Buffer) => Promise<Buffer>> = {
  br: (plain) => promisify(brotliCompress)(plain, { params: brotliParams }),
  gzip: (plain) => promisify(gzip)(plain, { level: gzipLevel }),
};

/** An asset of these bytes. What is text is packed; pictures and fonts are packed already. */
export function makeAsset(plain: Buffer, type: string): Asset {
  const isText = type.includes('charset') || type === 'image/svg+xml';
  const packed = new Map<Packing, Promise<Buffer | null>>();
  const pack = async (packing: Packing): Promise<Buffer | null> => {
    const bytes = await packWith[packing](plain);
    return bytes.length < plain.length ? bytes : null;
  };
  return {
    type,
    plain,
    etag: `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
    pack: async (packing) => {
      if (!isText) return null;
      const known = packed.get(packing) ?? pack(packing);
      packed.set(packing, known);
      return known;
    },
  };
}
