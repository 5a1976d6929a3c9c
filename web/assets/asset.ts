/** Brotli (RFC 7932) or gzip (RFC 1952), by their names in `Accept-Encoding`. */
export type Packing = 'br' | 'gzip';

/** A file that browsers may keep: its bytes, plain and packed, and what names them. */
export type Asset = {
  readonly type: string;
  readonly plain: Buffer;
  /** Packed when it is first asked for; null where that would not make it smaller. */
  readonly pack: (packing: Packing) => Promise<Buffer | null>;
  /** A weak validator (RFC 9110, 8.8.1): the same for every packing of one content. */
  readonly etag: string;
};

/** Where an asset is found below `/static/`, and its bytes. */
export type Source = { path: string; bytes: Buffer };

/** Everything below `web/static` and the fonts, read once when the process starts. */
export type Assets = {
  find(path: string): Asset | undefined;
  /** Made from all contents, so modules that import one another change their addresses together. */
  readonly version: string;
  /** The packed files are made of these very sources; else everything goes without them. */
  readonly isPacked: boolean;
  /** The address of a page's script, which is packed with what it imports if anything is. */
  addressOfScript(path: string): string;
  /** Puts the version into every `/static/…` address of a template. */
  addVersion(source: string): string;
};
