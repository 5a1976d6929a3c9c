import type { ObjectFolder } from './object-keys.ts';

/** An upload's address is good for so long; a download's for so long. */
export const uploadSeconds = 600;
export const downloadSeconds = 60;

/**
 * How a browser or program uploads one file: this request, with exactly these headers and, as each
 * client says by itself, the length that was wished for.
 */
export type Upload = {
  method: 'PUT';
  url: string;
  headers: Record<string, string>;
  expires_at: string;
};

export type Download = { url: string; expires_at: string };

export type UploadRequest = { id: string; size: number; contentType: string };

export type DownloadRequest = {
  folder: Exclude<ObjectFolder, 'uploads'>;
  id: string;
  contentType: string;
  /** What it is called when it is saved. */
  name: string;
  /** Shown where it is asked for, not saved. */
  isShown: boolean;
};

/** Makes addresses that open one object for a short time, to whoever has them. */
export type Signer = {
  signUpload: (upload: UploadRequest) => Promise<Upload>;
  signDownload: (download: DownloadRequest) => Promise<Download>;
};
