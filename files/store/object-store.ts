import type { ObjectFolder } from '../../internal/objects/object-keys.ts';

/** One part of an attachment: `uploads/<id>`. */
export type ObjectName = { folder: ObjectFolder; id: string };

/**
 * Where files lie. Whatever keeps it from answering is an AppError `unavailable`; nothing is known
 * then about whether a write was done.
 */
export type ObjectStore = {
  /** Makes the place when it is missing. */
  prepare: () => Promise<void>;
  /** The whole of it; `too large` beyond `maxBytes`, undefined when it is not there. */
  read: (name: ObjectName, maxBytes: number) => Promise<Buffer | 'too large' | undefined>;
  /** Whole or not at all; replaces what was there. */
  write: (name: ObjectName, bytes: Buffer, contentType: string) => Promise<void>;
  /** No error when it is not there. */
  remove: (name: ObjectName) => Promise<void>;
  /** Ids of the first uploads by id, at most 1,000. */
  listUploads: () => Promise<string[]>;
};
