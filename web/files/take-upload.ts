import { type FileHandle, link, mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request, Response } from 'express';
import { uploadSeconds } from '../../internal/objects/signer.ts';
import type { DiskPlace } from '../../internal/objects/store-place.ts';
import { HttpError } from '../answers/http-error.ts';

/** Nothing came for so long: whoever uploads is gone, or only holds the place. */
const stallMs = 15_000;

/** Beyond these the whole of it comes at least so fast, however evenly it drips. */
const graceMs = 30_000;
const bytesPerSecond = 8 * 1024;

/** How long so many bytes may take; never longer than their address is good. */
export function transferMs(size: number): number {
  return Math.min(graceMs + (size / bytesPerSecond) * 1000, uploadSeconds * 1000);
}

/**
 * One upload, once: exactly as many bytes of exactly the type that was signed, whole or not at all.
 * What is broken off, too long or too slow leaves nothing behind.
 */
export async function takeUpload(
  { folder }: DiskPlace,
  id: string,
  query: URLSearchParams,
  request: Request,
  response: Response,
): Promise<void> {
  try {
    await receive(folder, id, query, request);
  } catch (error) {
    // What is still on its way is not read any more.
    response.setHeader('Connection', 'close');
    throw error;
  }
  response.status(200).end();
}

async function receive(
  folder: string,
  id: string,
  query: URLSearchParams,
  request: Request,
): Promise<void> {
  const size = Number(query.get('size'));
  refuseOther(request, size, query.get('type') ?? '');
  const upload = join(folder, 'uploads', id);
  for (const path of [upload, join(folder, 'files', id)]) {
    if (await exists(path)) throw cameBefore();
  }
  await mkdir(join(folder, 'partial'), { recursive: true, mode: 0o700 });
  await mkdir(join(folder, 'uploads'), { recursive: true, mode: 0o700 });
  const partial = join(folder, 'partial', id);
  await using file = await openOnce(partial);
  try {
    await writeBody(request, file, size);
    await link(partial, upload).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? cameBefore() : error;
    });
  } finally {
    await rm(partial, { force: true });
  }
}

/** Whoever opened it is the only one who writes it and who removes it. */
async function openOnce(path: string): Promise<FileHandle> {
  return open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? comesNow() : error;
  });
}

function refuseOther(request: Request, size: number, type: string): void {
  const length = request.get('content-length');
  if (length === undefined) throw new HttpError(411, 'Say how long the file is: Content-Length.');
  if (Number(length) > size) throw new HttpError(413, 'The file is longer than was said.');
  if (Number(length) !== size) throw new HttpError(400, 'The file is not as long as was said.');
  if (request.get('content-type') !== type) {
    throw new HttpError(415, `The file must come as ${type}.`, { Accept: type });
  }
}

function cameBefore(): HttpError {
  return new HttpError(409, 'This file has been uploaded already; send it, or begin anew.');
}

/** The place is free again at the latest when the other has stalled. */
function comesNow(): HttpError {
  const message = 'This file is being uploaded already. Wait until that has ended, then try again.';
  return new HttpError(409, message, { 'Retry-After': String(stallMs / 1000) });
}

/** Node ends a body at its Content-Length; one that ends before is broken off. */
async function writeBody(request: Request, file: FileHandle, size: number): Promise<void> {
  const stall = setTimeout(() => request.destroy(), stallMs);
  const limit = setTimeout(() => request.destroy(), transferMs(size));
  let received = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      stall.refresh();
      received += part.length;
      if (received > size) throw new HttpError(413, 'The file is longer than was said.');
      await file.write(part);
    }
  } catch (error) {
    if (error instanceof HttpError || !request.destroyed) throw error;
    throw new HttpError(408, 'The upload broke off. Nothing was kept; upload the file again.');
  } finally {
    clearTimeout(stall);
    clearTimeout(limit);
  }
  if (received !== size) throw new HttpError(400, 'The file is not as long as was said.');
  await file.sync();
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
