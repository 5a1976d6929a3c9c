/** A file that browsers may keep: its bytes, plain and packed, and what names them. */
export type Asset = {
  readonly type: string;
  readonly plain: Buffer;
  /** Brotli (RFC 7932) and gzip, where that makes it smaller. */
  readonly br: Buffer | null;
  readonly gzip: Buffer | null;
  /** A weak validator (RFC 9110, 8.8.1): the same for every packing of one content. */
  readonly etag: string;
};

/** Everything below `web/static` and the fonts, read once when the process starts. */
export type Assets = {
  find(path: string): Asset | undefined;
  /** Made from all contents, so modules that import one another change their addresses together. */
  readonly version: string;
  /** Puts the version into every `/static/…` address of a template. */
  addVersion(source: string): string;
};
