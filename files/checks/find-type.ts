/** What the first bytes of a file say it is; `application/octet-stream` for all else. */
export function findType(bytes: Buffer): string {
  const found = signatures.find(({ at = 0, bytes: sign }) =>
    bytes.subarray(at, at + sign.length).equals(sign),
  );
  if (!found) return unknownType;
  return typeof found.type === 'string' ? found.type : found.type(bytes);
}

const unknownType = 'application/octet-stream';

type Signature = { at?: number; bytes: Buffer; type: string | ((bytes: Buffer) => string) };

const sign = (text: string) => Buffer.from(text, 'latin1');

/** From the formats' own specifications; the first that fits counts. */
const signatures: Signature[] = [
  { bytes: sign('\xff\xd8\xff'), type: 'image/jpeg' },
  { bytes: sign('\x89PNG\r\n\x1a\n'), type: 'image/png' },
  { bytes: sign('GIF87a'), type: 'image/gif' },
  { bytes: sign('GIF89a'), type: 'image/gif' },
  { bytes: sign('RIFF'), type: (bytes) => riffTypes[textAt(bytes, 8, 12)] ?? unknownType },
  { at: 4, bytes: sign('ftyp'), type: (bytes) => brandType(textAt(bytes, 8, 12)) },
  { bytes: sign('II*\0'), type: 'image/tiff' },
  { bytes: sign('MM\0*'), type: 'image/tiff' },
  { bytes: sign('II+\0'), type: 'image/tiff' },
  { bytes: sign('MM\0+'), type: 'image/tiff' },
  { bytes: sign('\0\0\0\x0cJXL '), type: 'image/jxl' },
  { bytes: sign('\xff\x0a'), type: 'image/jxl' },
  { bytes: sign('\0\0\0\x0cjP  '), type: 'image/jp2' },
  { bytes: sign('\x1a\x45\xdf\xa3'), type: matroskaType },
  { bytes: sign('OggS'), type: (bytes) => (isOggVideo(bytes) ? 'video/ogg' : 'audio/ogg') },
  { bytes: sign('fLaC'), type: 'audio/flac' },
  { bytes: sign('ID3'), type: 'audio/mpeg' },
  // A frame of MPEG 1, 2 or 2.5, layer III, with or without a checksum; of ADTS the same.
  ...['\xfb', '\xfa', '\xf3', '\xf2', '\xe3', '\xe2'].map((second) => ({
    bytes: sign(`\xff${second}`),
    type: 'audio/mpeg',
  })),
  ...['\xf1', '\xf0', '\xf9', '\xf8'].map((second) => ({
    bytes: sign(`\xff${second}`),
    type: 'audio/aac',
  })),
  { bytes: sign('%PDF-'), type: 'application/pdf' },
  { bytes: sign('PK\x03\x04'), type: 'application/zip' },
  { bytes: sign('\x1f\x8b'), type: 'application/gzip' },
];

const riffTypes: Record<string, string> = { WEBP: 'image/webp', WAVE: 'audio/wav' };

/** Pictures of ISO/IEC 23008-12, other than AV1's; and Canon's, which are built alike. */
const heifBrand = /^(hei[cxms]|hev[cxms]|mif[12]|msf1|miaf|avc[is]|crx )$/;

/** ISO base media files by their major brand (ISO/IEC 14496-12). */
function brandType(brand: string): string {
  if (brand === 'avif' || brand === 'avis') return 'image/avif';
  if (heifBrand.test(brand)) return 'image/heif';
  if (brand === 'M4A ' || brand === 'M4B ') return 'audio/mp4';
  if (brand === 'qt  ') return 'video/quicktime';
  return /^(iso[m2-9]|mp4[12]|mp71|avc1|M4V[ HP]|dash|MSNV|mmp4|3g[2p][4-7a-c])$/.test(brand)
    ? 'video/mp4'
    : unknownType;
}

/** Of the Matroska family only what browsers play (RFC 8794, RFC 9559). */
function matroskaType(bytes: Buffer): string {
  return bytes.subarray(0, 64).includes('webm') ? 'video/webm' : unknownType;
}

function isOggVideo(bytes: Buffer): boolean {
  return bytes.subarray(0, 256).includes('theora');
}

function textAt(bytes: Buffer, from: number, to: number): string {
  return bytes.subarray(from, to).toString('latin1');
}
