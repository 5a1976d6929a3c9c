import { token } from '../contract/subjects.ts';

/**
 * What people upload lies in `uploads` until it was looked at; what others may have is in `files`,
 * and a small picture of it in `thumbnails`. Nothing is ever written to `files` by a browser.
 */
export const objectFolders = ['uploads', 'files', 'thumbnails'] as const;
export type ObjectFolder = (typeof objectFolders)[number];

/** Where the part of an attachment lies; nothing a person chose is part of it. */
export function objectKey(folder: ObjectFolder, id: string): string {
  return `${folder}/${token(id)}`;
}
